/**
 * What is said in a sentence. Every other error is a fault of ours.
 *
 * @module
 */

/** The command was written wrongly. */
export class UsageError extends Error {}

/** What was asked for could not be done. */
export class Failure extends Error {}
