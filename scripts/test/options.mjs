/**
 * How `node --test` runs files.
 *
 * @module
 */
import process from 'node:process';

/**
 * Three files of tests at once: half of what they do is waiting. One that waits without an end, as for a browser that has died,
 * fails after ten minutes. Node before 20.11 does not know the options.
 */
export const TEST_OPTIONS = /^v20\.(?:\d|10)\./.test(process.version) ? [] : ['--test-concurrency=3', '--test-timeout=600000'];
