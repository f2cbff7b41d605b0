<?php

/**
 * Crumbless for Matomo. MIT or Apache-2.0, whichever you prefer.
 */

namespace Piwik\Plugins\Crumbless\Diagnostic;

use Piwik\Piwik;
use Piwik\Plugins\Crumbless\SystemSettings;
use Piwik\Plugins\Crumbless\TrackerFile;
use Piwik\Plugins\Diagnostics\Diagnostic\Diagnostic;
use Piwik\Plugins\Diagnostics\Diagnostic\DiagnosticResult;

/**
 * A row of the system check: which tracker is in `matomo.js`.
 */
class ServedTrackerCheck implements Diagnostic
{
    /** @var SystemSettings */
    private $settings;

    public function __construct(SystemSettings $settings)
    {
        $this->settings = $settings;
    }

    public function execute()
    {
        $label = Piwik::translate('Crumbless_CheckLabel');
        $content = @file_get_contents(PIWIK_DOCUMENT_ROOT . '/matomo.js');
        $version = TrackerFile::versionOf((string) $content);
        $isWanted = (bool) $this->settings->isServed->getValue();
        if ($isWanted && $version === null) {
            return [DiagnosticResult::singleResult($label, DiagnosticResult::STATUS_WARNING, Piwik::translate('Crumbless_CheckMissing'))];
        }
        if (!$isWanted && $version !== null) {
            return [DiagnosticResult::singleResult($label, DiagnosticResult::STATUS_WARNING, Piwik::translate('Crumbless_CheckStale', [$version]))];
        }
        $text = $isWanted ? Piwik::translate('Crumbless_CheckServed', [$version]) : Piwik::translate('Crumbless_CheckOff');
        return [DiagnosticResult::singleResult($label, DiagnosticResult::STATUS_OK, $text)];
    }
}
