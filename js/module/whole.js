// An engine that lacks nothing, so that nothing waits.

/**
 * @param {{matomo: object, queueFor: Function}} made what `createMatomo` returns
 * @param {string[]} first the commands that are applied before the others
 * @returns {import('./core-engine.js').Engine}
 */
export const whole = ({ matomo, queueFor, announce }, first) => ({ matomo, queueFor, announce, first, isWhole: true, lacks: () => false, holds: () => false, async demand() {} });
