<?php

/**
 * Crumbless for Matomo. MIT or Apache-2.0, whichever you prefer.
 */

namespace Piwik\Plugins\Crumbless\Diagnostic;

use Piwik\Common;
use Piwik\Db;
use Piwik\DbHelper;

/**
 * What the newest visits in the log say about cookies.
 *
 * No column says that a hit came without one: `config_cookie` is what the browser would accept, and `idvisitor` is made up where the page sends
 * none. But without an id from the page Matomo recognises a visitor for a day at most, since it salts `config_id` with the date. Who is recognised
 * from further back has a cookie, a user id, or an id that the page sets itself.
 */
class NewestVisits
{
    /** Visits that are looked at, by the primary key from its end: as fast in a log of any size. */
    const MOST = 1000;
    const LIMIT_SECONDS = 1;
    /** A day, and some more for time zones and the change to summer time. */
    const RECOGNISED_SECONDS = 172800;

    /**
     * @param int $since counts visits that began from then on, a Unix time
     * @return array|null `last`, the time of the last hit or null, `visits` and `recognised`; null if the log cannot be read
     */
    public function read($since)
    {
        $newest = 'SELECT visit_first_action_time, visit_last_action_time, user_id, visitor_seconds_since_first FROM ' . Common::prefixTable('log_visit')
            . ' ORDER BY idvisit DESC LIMIT ' . self::MOST;
        $sql = 'SELECT MAX(visit_last_action_time) AS last_hit, SUM(visit_first_action_time >= ?) AS visits, '
            . 'SUM(visit_first_action_time >= ? AND user_id IS NULL AND visitor_seconds_since_first > ?) AS recognised FROM (' . $newest . ') AS newest';
        $from = gmdate('Y-m-d H:i:s', $since);
        try {
            $row = Db::fetchRow(DbHelper::addMaxExecutionTimeHintToQuery($sql, self::LIMIT_SECONDS), [$from, $from, self::RECOGNISED_SECONDS]);
        } catch (\Exception $error) {
            // The system check has more to say than this.
            return null;
        }
        return ['last' => $row['last_hit'], 'visits' => (int) $row['visits'], 'recognised' => (int) $row['recognised']];
    }
}
