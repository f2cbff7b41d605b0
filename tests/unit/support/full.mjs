/** The build's constant: these tests are of the full shim unless they say otherwise. Imported before the modules of js/. */
globalThis.CRUMBLESS_FULL = true;
globalThis.CRUMBLESS_ANONYMOUS = false;
globalThis.CRUMBLESS_MODULE = false;
globalThis.CRUMBLESS_VERSION = '0.0.0';
