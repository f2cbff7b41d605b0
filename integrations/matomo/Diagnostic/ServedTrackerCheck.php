<?php

/**
 * Crumbless for Matomo. MIT or Apache-2.0, whichever you prefer.
 */

namespace Piwik\Plugins\Crumbless\Diagnostic;

use Piwik\Container\StaticContainer;
use Piwik\Piwik;
use Piwik\Plugins\Crumbless\Crumbless;
use Piwik\Plugins\Crumbless\SystemSettings;
use Piwik\Plugins\Crumbless\TrackerFile;
use Piwik\Plugins\CustomJsTracker\TrackerUpdater;
use Piwik\Plugins\Diagnostics\Diagnostic\Diagnostic;
use Piwik\Plugins\Diagnostics\Diagnostic\DiagnosticResult;
use Piwik\Plugins\Diagnostics\Diagnostic\DiagnosticResultItem;

/**
 * A row of the system check: which tracker Matomo serves, and what arrives from it.
 */
class ServedTrackerCheck implements Diagnostic
{
    /** Snippets load one or the other. */
    const SERVED = ['matomo.js', 'piwik.js'];

    /** @var SystemSettings */
    private $settings;
    /** @var NewestVisits */
    private $visits;

    public function __construct(SystemSettings $settings, NewestVisits $visits)
    {
        $this->settings = $settings;
        $this->visits = $visits;
    }

    public function execute()
    {
        $isWanted = (bool) $this->settings->isServed->getValue();
        $result = new DiagnosticResult(Piwik::translate('Crumbless_CheckLabel'));
        $result->addItem($isWanted ? $this->isServed() : $this->isOff());
        if ($isWanted) {
            $result->addItem($this->arrived());
        }
        return [$result];
    }

    private function isServed()
    {
        $missing = Crumbless::trackerFile()->missing();
        if (count($missing) > 0) {
            return $this->warning('Crumbless_CheckIncomplete', $missing);
        }
        $others = array_diff(array_keys($this->contents()), array_keys($this->versions()));
        if (count($others) > 0) {
            return $this->warning('Crumbless_CheckMissing', $others);
        }
        $wanted = StaticContainer::get(TrackerUpdater::class)->getUpdatedTrackerFileContent();
        $old = array_keys(array_filter($this->contents(), function ($content) use ($wanted) {
            return $content !== $wanted;
        }));
        if (count($old) > 0) {
            return $this->warning('Crumbless_CheckOutdated', $old);
        }
        return new DiagnosticResultItem(DiagnosticResult::STATUS_OK, Piwik::translate('Crumbless_CheckServed', [$this->versions()[self::SERVED[0]]]));
    }

    private function isOff()
    {
        $versions = $this->versions();
        if (count($versions) > 0) {
            return $this->warning('Crumbless_CheckStale', array_keys($versions));
        }
        return new DiagnosticResultItem(DiagnosticResult::STATUS_OK, Piwik::translate('Crumbless_CheckOff'));
    }

    /** Never a warning: right after a change browsers still have the file from before. */
    private function arrived()
    {
        $since = (int) @filemtime(PIWIK_DOCUMENT_ROOT . '/' . self::SERVED[0]);
        $read = $this->visits->read($since);
        if ($read === null) {
            $text = Piwik::translate('Crumbless_HitsUnknown');
        } elseif ($read['last'] === null) {
            $text = Piwik::translate('Crumbless_HitsNone');
        } else {
            $text = Piwik::translate('Crumbless_HitsLast', [$read['last'], gmdate('Y-m-d H:i:s', $since), $read['visits'], $read['recognised']]);
            $text .= $read['recognised'] > 0 ? ' ' . Piwik::translate('Crumbless_HitsRecognised') : '';
        }
        return new DiagnosticResultItem(DiagnosticResult::STATUS_INFORMATIONAL, $text);
    }

    private function warning($text, array $files)
    {
        return new DiagnosticResultItem(DiagnosticResult::STATUS_WARNING, Piwik::translate($text, [implode(', ', $files)]));
    }

    /** Of the served files that are there; Matomo itself does without the old name. */
    private function contents()
    {
        $contents = [self::SERVED[0] => (string) @file_get_contents(PIWIK_DOCUMENT_ROOT . '/' . self::SERVED[0])];
        if (is_file(PIWIK_DOCUMENT_ROOT . '/' . self::SERVED[1])) {
            $contents[self::SERVED[1]] = (string) @file_get_contents(PIWIK_DOCUMENT_ROOT . '/' . self::SERVED[1]);
        }
        return $contents;
    }

    /** Of our tracker, in the files that are it. */
    private function versions()
    {
        return array_filter(array_map([TrackerFile::class, 'versionOf'], $this->contents()));
    }
}
