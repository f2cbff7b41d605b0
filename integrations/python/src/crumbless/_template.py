"""The snippet with fields to fill in. Written by scripts/build-integrations.mjs from js/snippet.js."""

from __future__ import annotations

SNIPPET = (
    "<!-- Matomo -->\n"
    '<script async src="{script}" data-tracker-url="{tracker}" data-site-id="{site}"{more}></script>\n'
    "<!-- End Matomo Code -->"
)

#: Attributes of every snippet, unless the site's owner gives another value.
USUAL = {
    "data-disable-cookies": "",
}

#: Attributes for a site whose pages change without being loaded.
SPA = {
    "data-enable-spa-tracking": "",
    "data-discard-hash-tag": "[true]",
}

#: The commands that the small file has, in small letters.
CORE = frozenset(
    (
        "adddownloadextensions addlistener addtracker arecookiesenabled deletecookies deletecustomdimension "
        "disablebrowserfeaturedetection disablecampaignparameters disablecookies disablecredentials "
        "disablecrossdomainlinking disableheartbeattimer disableperformancetracking discardhashtag "
        "enablebrowserfeaturedetection enablecrossdomainlinking enableheartbeattimer enablelinktracking "
        "forgetconsentgiven forgetcookieconsentgiven forgetuseroptout getcookie getcookiedomain getcookiepath "
        "getcurrenturl getcustomdimension getnumtrackedpageviews getpageviewid getrememberedconsent "
        "getrememberedcookieconsent getsessioncookietimeout getsiteid gettrackerurl getuserid getvisitorid hasconsent "
        "hascookies hasrememberedconsent isconsentrequired iscrossdomainlinkingenabled isuseroptedout optuserout "
        "rememberconsentgiven remembercookieconsentgiven removedownloadextensions requireconsent requirecookieconsent "
        "resetuserid setcampaignkeywordkey setcampaignnamekey setconsentgiven setcookieconsentgiven setcookiedomain "
        "setcookienameprefix setcookiepath setcookiesamesite setcrossdomainlinkingtimeout setcustomdimension "
        "setcustomurl setdevicedetail setdonottrack setdocumenttitle setdomains setdownloadclasses "
        "setdownloadextensions setexcludedqueryparams setexcludedreferrers setglobalprivacycontrol setignoreclasses "
        "setlinkclasses setreferralcookietimeout setreferrerurl setsecurecookie setsessioncookie "
        "setsessioncookietimeout setsiteid settrackerurl setuserid setvisitorcookietimeout trackevent trackgoal "
        "tracklink trackpageview tracksitesearch"
    ).split()
)
