<?php

/**
 * Stands in for a Matomo: has what of its classes the plugin uses, writes `matomo.js` as Matomo does, and runs the plugin's system check.
 * Takes a file with a JSON object and prints one; see host.mjs.
 */

namespace Piwik {
    class Plugin
    {
    }

    class Piwik
    {
        public static $actions = [];

        public static function postEvent($name, $parameters = [])
        {
            foreach (self::$actions[$name] ?? [] as $action) {
                call_user_func_array($action, $parameters);
            }
        }

        public static function translate($key, $values = [])
        {
            list($plugin, $name) = explode('_', $key);
            $texts = json_decode(file_get_contents(PLUGIN . '/lang/en.json'), true);
            return vsprintf($texts[$plugin][$name], $values);
        }
    }

    class DI
    {
        public static function add($entries)
        {
            return $entries;
        }

        public static function get($name)
        {
            return $name;
        }
    }
}

namespace Piwik\Settings {
    class FieldConfig
    {
        const TYPE_BOOL = 'boolean';
        const UI_CONTROL_CHECKBOX = 'checkbox';
    }

    class Setting
    {
        public $value;

        public function getValue()
        {
            return $this->value;
        }
    }
}

namespace Piwik\Settings\Plugin {
    abstract class SystemSettings
    {
        public function __construct()
        {
            $this->init();
        }

        protected function makeSetting($name, $default, $type, $configure)
        {
            $setting = new \Piwik\Settings\Setting();
            $setting->value = $default;
            $configure(new \Piwik\Settings\FieldConfig());
            return $setting;
        }

        public function save()
        {
        }
    }
}

namespace Piwik\Container {
    class StaticContainer
    {
        public static $made = [];

        public static function get($name)
        {
            return self::$made[$name] ?? (self::$made[$name] = new $name());
        }
    }
}

namespace Piwik\Plugins\Diagnostics\Diagnostic {
    interface Diagnostic
    {
        public function execute();
    }

    class DiagnosticResult
    {
        const STATUS_WARNING = 'warning';
        const STATUS_OK = 'ok';

        public static function singleResult($label, $status, $comment = '')
        {
            return [$label, $status, $comment];
        }
    }
}

namespace {
    set_error_handler(function ($number, $message, $file, $line) {
        if (error_reporting() & $number) {
            throw new ErrorException($message, 0, $number, $file, $line);
        }
    });

    $given = json_decode(file_get_contents($argv[1]), true);
    define('PLUGIN', $given['plugin']);
    define('PIWIK_DOCUMENT_ROOT', $given['root']);
    foreach (['TrackerFile', 'SystemSettings', 'Crumbless', 'Diagnostic/ServedTrackerCheck'] as $file) {
        require PLUGIN . "/$file.php";
    }

    /** As Matomo does when something has changed. */
    function update($given)
    {
        $content = file_get_contents(PIWIK_DOCUMENT_ROOT . '/js/piwik.min.js');
        $hook = '/*!!! pluginTrackerHook */';
        foreach ($given['trackers'] as $name => $source) {
            $content = str_replace($hook, "$hook\n\n/* GENERATED: $name */\n$source\n/* END GENERATED: $name */\n", $content);
        }
        \Piwik\Piwik::postEvent('CustomJsTracker.manipulateJsTracker', [&$content]);
        file_put_contents(PIWIK_DOCUMENT_ROOT . '/matomo.js', $content);
    }

    \Piwik\Piwik::$actions = [
        'CustomJsTracker.manipulateJsTracker' => [function (&$content) use ($given) {
            $content = $given['before'] . str_replace($given['change'][0], $given['change'][1], $content) . $given['behind'];
        }],
        'CustomJsTracker.updateTracker' => [function () use ($given) { update($given); }],
    ];
    if ($given['isActivated']) {
        $plugin = new \Piwik\Plugins\Crumbless\Crumbless();
        foreach ($plugin->registerEvents() as $name => $listener) {
            \Piwik\Piwik::$actions[$name][] = [$plugin, $listener['function']];
        }
    }
    update($given);
    $settings = \Piwik\Container\StaticContainer::get(\Piwik\Plugins\Crumbless\SystemSettings::class);
    if (!$given['isServed']) {
        $settings->isServed->value = false;
        $settings->save();
    }
    $config = require PLUGIN . '/config/config.php';
    list($check) = $config['diagnostics.optional'];
    echo json_encode((new $check($settings))->execute()[0]);
}
