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

    class Common
    {
        public static function prefixTable($table)
        {
            return "matomo_$table";
        }
    }

    class DbHelper
    {
        public static function addMaxExecutionTimeHintToQuery($sql, $seconds)
        {
            return "$sql /* at most $seconds s */";
        }
    }

    class Db
    {
        /** The row that it returns; null where the table cannot be read. */
        public static $row;
        public static $asked = [];

        public static function fetchRow($sql, $values)
        {
            self::$asked[] = [$sql, $values];
            if (self::$row === null) {
                throw new \Exception('SQLSTATE[42S02]: Base table or view not found');
            }
            return self::$row;
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
        const STATUS_INFORMATIONAL = 'informational';
        public $label;
        public $items = [];

        public function __construct($label)
        {
            $this->label = $label;
        }

        public function addItem(DiagnosticResultItem $item)
        {
            $this->items[] = [$item->status, $item->comment];
        }
    }

    class DiagnosticResultItem
    {
        public $status;
        public $comment;

        public function __construct($status, $comment = '')
        {
            $this->status = $status;
            $this->comment = $comment;
        }
    }
}

namespace Piwik\Plugins\CustomJsTracker {
    class TrackerUpdater
    {
        public static $trackers = [];

        public function getUpdatedTrackerFileContent()
        {
            $content = file_get_contents(PIWIK_DOCUMENT_ROOT . '/js/piwik.min.js');
            $hook = '/*!!! pluginTrackerHook */';
            foreach (self::$trackers as $name => $source) {
                $content = str_replace($hook, "$hook\n\n/* GENERATED: $name */\n$source\n/* END GENERATED: $name */\n", $content);
            }
            \Piwik\Piwik::postEvent('CustomJsTracker.manipulateJsTracker', [&$content]);
            return $content;
        }

        public function update()
        {
            $content = $this->getUpdatedTrackerFileContent();
            foreach (['matomo.js', 'piwik.js'] as $name) {
                file_put_contents(PIWIK_DOCUMENT_ROOT . "/$name", $content);
            }
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
    foreach (['TrackerFile', 'SystemSettings', 'Crumbless', 'Diagnostic/NewestVisits', 'Diagnostic/ServedTrackerCheck'] as $file) {
        require PLUGIN . "/$file.php";
    }

    \Piwik\Plugins\CustomJsTracker\TrackerUpdater::$trackers = $given['trackers'];
    \Piwik\Db::$row = $given['visits'];
    $updater = new \Piwik\Plugins\CustomJsTracker\TrackerUpdater();
    \Piwik\Piwik::$actions = [
        'CustomJsTracker.manipulateJsTracker' => [function (&$content) use ($given) {
            $content = $given['before'] . str_replace($given['change'][0], $given['change'][1], $content) . $given['behind'];
        }],
        'CustomJsTracker.updateTracker' => [[$updater, 'update']],
    ];
    if ($given['isActivated']) {
        $plugin = new \Piwik\Plugins\Crumbless\Crumbless();
        foreach ($plugin->registerEvents() as $name => $listener) {
            \Piwik\Piwik::$actions[$name][] = [$plugin, $listener['function']];
        }
    }
    $updater->update();
    $settings = \Piwik\Container\StaticContainer::get(\Piwik\Plugins\Crumbless\SystemSettings::class);
    if (!$given['isServed']) {
        $settings->isServed->value = false;
        $settings->save();
    }
    foreach ($given['files'] as $name => $content) {
        file_put_contents(PIWIK_DOCUMENT_ROOT . "/$name", $content);
    }
    foreach ($given['removes'] as $name) {
        unlink(PIWIK_DOCUMENT_ROOT . "/$name");
    }
    $config = require PLUGIN . '/config/config.php';
    list($check) = $config['diagnostics.optional'];
    list($row) = (new $check($settings, new \Piwik\Plugins\Crumbless\Diagnostic\NewestVisits()))->execute();
    echo json_encode(['check' => [$row->label, $row->items], 'asked' => \Piwik\Db::$asked]);
}
