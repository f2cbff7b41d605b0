<?php

/**
 * Crumbless for Matomo. MIT or Apache-2.0, whichever you prefer.
 */

namespace Piwik\Plugins\Crumbless;

/**
 * Makes the text of `matomo.js`: our tracker in the place of Matomo's, with the trackers of other plugins in it. Knows nothing of Matomo.
 *
 * A plugin's tracker runs when ours is about to make its first tracker, as in Matomo's own file: ours calls each function of
 * `matomoPluginAsyncInit` at that very place.
 */
class TrackerFile
{
    /** For most pages; it loads the other one if a page needs it. */
    const CORE = 'matomo.js';
    /** For plugins, which use all of `window.Matomo` at once. */
    const FULL = 'matomo.full.js';
    const FALLBACK = 'matomo.fallback.js';
    /** What measures engagement, for pages that ask for it. */
    const ENGAGEMENT = 'matomo.engagement.js';
    /** How a tracker and plugins become one file: scripts/build/packages.mjs writes it into the zip. */
    const FRAME = 'frame.json';

    /** What Matomo puts before the tracker of each plugin. */
    const BEGIN = '~\n\n/\* GENERATED: ([^\n]*) \*/\n~';
    /** In the first line of our files. */
    const MARK = '~^\xEF\xBB\xBF/\*! crumbless (?:bundle )?(\d[\w.+-]*)(?:, [^*\n]*)? \*/\n~';

    /** @var string */
    private $folder;
    /** @var string */
    private $address;

    /**
     * @param string $folder where our four files are
     * @param string $address the same, as seen from the folder of `matomo.js`
     */
    public function __construct($folder, $address)
    {
        $this->folder = $folder;
        $this->address = $address;
    }

    /**
     * @param string $generated what Matomo made: its tracker with those of plugins, and what plugins put before and behind
     * @param string $original Matomo's tracker without them
     * @return string
     */
    public function replace($generated, $original)
    {
        list($plugins, $rest) = $this->takePlugins($generated);
        // Where a plugin changed Matomo's tracker itself there is nothing of it to keep.
        $around = explode($original, $rest, 2);
        if (count($around) === 2 && trim($around[0]) !== '') {
            array_unshift($plugins, $this->asFunction('before the tracker', $around[0]));
        }
        return $this->bundle($plugins) . (count($around) === 2 && trim($around[1]) !== '' ? "\n;" . $around[1] : '');
    }

    /**
     * @return string[] the names of our files that cannot be read, as after half an upload
     */
    public function missing()
    {
        return array_values(array_filter([self::CORE, self::FULL, self::FALLBACK, self::ENGAGEMENT, self::FRAME], function ($name) {
            return !is_readable($this->folder . '/' . $name);
        }));
    }

    /**
     * @param string $content of a file
     * @return string|null the version of our tracker in it, null where it is another
     */
    public static function versionOf($content)
    {
        return preg_match(self::MARK, $content, $found) ? $found[1] : null;
    }

    /**
     * @return array the plugins' trackers as functions, in their order, and the text without them
     */
    private function takePlugins($generated)
    {
        $plugins = [];
        $rest = '';
        $at = 0;
        while (preg_match(self::BEGIN, $generated, $begin, PREG_OFFSET_CAPTURE, $at)) {
            list($line, $start) = $begin[0];
            $name = $begin[1][0];
            $behind = "\n/* END GENERATED: $name */\n";
            $source = $start + strlen($line);
            $end = strpos($generated, $behind, $source);
            if ($end === false) {
                break;
            }
            $plugins[] = $this->asFunction($name, substr($generated, $source, $end - $source));
            $rest .= substr($generated, $at, $start - $at);
            $at = $end + strlen($behind);
        }
        return [$plugins, $rest . substr($generated, $at)];
    }

    /**
     * @param string[] $plugins functions
     */
    private function bundle(array $plugins)
    {
        $file = count($plugins) > 0 ? self::FULL : self::CORE;
        $frame = $this->frame();
        $list = '';
        if (count($plugins) > 0) {
            list($before, $between, $behind) = $frame['around'];
            $list = $before . implode($between, $plugins) . $behind;
        }
        return $frame['first'] . $this->addresses() . $list . substr($this->read($file), $frame['lengths'][$file]);
    }

    /**
     * The page may say itself where the other files are. They have the tracker's own number in their address, so that no cache mixes two.
     */
    private function addresses()
    {
        $files = [];
        foreach (['fullUrl' => self::FULL, 'fallbackUrl' => self::FALLBACK, 'engagementUrl' => self::ENGAGEMENT] as $name => $file) {
            $files[$name] = $this->address . $file . '?' . substr(hash('sha256', $this->read($file)), 0, 12);
        }
        $addresses = json_encode($files, JSON_UNESCAPED_SLASHES);
        return <<<JS
(function (script, files) {
  try {
    for (var name in files) if (!script.dataset[name]) script.dataset[name] = new URL(files[name], script.src).href;
  } catch (error) {
    // Not loaded from an address: the tracker says so if it needs another file.
  }
})(document.currentScript, $addresses);

JS;
    }

    private function asFunction($name, $source)
    {
        list($before, $between, $behind) = $this->frame()['plugin'];
        return $before . str_replace('*/', '* /', $name) . $between . $source . $behind;
    }

    private function frame()
    {
        return json_decode($this->read(self::FRAME), true);
    }

    private function read($file)
    {
        $content = @file_get_contents($this->folder . '/' . $file);
        if ($content === false) {
            throw new \RuntimeException("Crumbless: {$this->folder}/$file cannot be read: install the plugin from its zip, which has the file.");
        }
        return $content;
    }
}
