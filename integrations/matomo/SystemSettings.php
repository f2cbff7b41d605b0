<?php

/**
 * Crumbless for Matomo. MIT or Apache-2.0, whichever you prefer.
 */

namespace Piwik\Plugins\Crumbless;

use Piwik\Piwik;
use Piwik\Settings\FieldConfig;

/**
 * Administration, General settings, Crumbless.
 */
class SystemSettings extends \Piwik\Settings\Plugin\SystemSettings
{
    /** @var \Piwik\Settings\Setting */
    public $isServed;

    protected function init()
    {
        $this->isServed = $this->makeSetting('isServed', true, FieldConfig::TYPE_BOOL, function (FieldConfig $field) {
            $field->title = Piwik::translate('Crumbless_ServeTitle');
            $field->description = Piwik::translate('Crumbless_ServeDescription');
            $field->uiControl = FieldConfig::UI_CONTROL_CHECKBOX;
        });
    }

    public function save()
    {
        parent::save();
        Piwik::postEvent('CustomJsTracker.updateTracker');
    }
}
