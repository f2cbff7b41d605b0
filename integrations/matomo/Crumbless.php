<?php

/**
 * Crumbless for Matomo. MIT or Apache-2.0, whichever you prefer.
 */

namespace Piwik\Plugins\Crumbless;

use Piwik\Container\StaticContainer;
use Piwik\Plugin;

/**
 * Matomo writes `matomo.js` and `piwik.js` anew whenever it is updated, a plugin is activated or deactivated, and from time to time, and asks
 * each plugin for changes. So ours stays there, and Matomo's own comes back when this plugin is deactivated.
 */
class Crumbless extends Plugin
{
    public function registerEvents()
    {
        return [
            // After the others, whose additions are kept.
            'CustomJsTracker.manipulateJsTracker' => ['function' => 'replaceTracker', 'after' => true],
        ];
    }

    /**
     * @param string $content what Matomo is about to write into `matomo.js`
     */
    public function replaceTracker(&$content)
    {
        if (!StaticContainer::get(SystemSettings::class)->isServed->getValue()) {
            return;
        }
        $tracker = self::trackerFile();
        if (count($tracker->missing()) === 0) {
            $content = $tracker->replace($content, file_get_contents(PIWIK_DOCUMENT_ROOT . '/js/piwik.min.js'));
            return;
        }
        // With an error Matomo would show nothing of its system check, and with its own tracker cookies would be back.
        $served = (string) @file_get_contents(PIWIK_DOCUMENT_ROOT . '/matomo.js');
        if (TrackerFile::versionOf($served) !== null) {
            $content = $served;
        }
    }

    /**
     * @return TrackerFile
     */
    public static function trackerFile()
    {
        return new TrackerFile(__DIR__ . '/tracker', 'plugins/Crumbless/tracker/');
    }
}
