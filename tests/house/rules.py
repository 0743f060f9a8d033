# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of the house: one table. The checks beside it know no folder by name."""

LINES_MAX = 500  # of a .c file
FUNCTION_MAX = 60  # lines between the braces
PARAMETERS_MAX = 5
COLUMNS_MAX = 100
TAB = 8

# ---- system headers, by what they bring --------------------------------------------------

LIBC = r"(assert|errno|inttypes|limits|math|stdarg|stdbool|stddef|stdint|stdio|stdlib|string)\.h"
TALLOC = r"talloc\.h"
DIGESTS = r"openssl/(sha|evp)\.h"
TEXT = r"(uni(str|norm|case|width|lbrk|ctype|type)|idn2|libpsl)\.h"
XML = r"libxml/(?!nano)\w+\.h"
JSON = r"jansson\.h"
SIGNATURES = r"openssl/(x509|x509v3|evp|err|pem|bio)\.h"
FILES = r"(dirent|fcntl|libgen|strings|unistd|sys/(file|stat|types))\.h"
LOOP = r"osmocom/core/\w+\.h"
POSIX = r"(?!sqlite|micro|gnutls|mosq|osmocom|libxml|xmlsec|jansson|libpsl)[\w/]+\.h"
NETWORK = r"(microhttpd|mosquitto|gnutls/\w+|osmocom/netif/\w+)\.h"
VTY = r"osmocom/vty/\w+\.h"

# ---- undefined symbols that an object of a pure folder may have, by reason ---------------

# The compiler's own: stack guards, tables of a position-independent build.
COMPILER = r"__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|__tls_get_addr"
# Octets and strings; nothing that asks the locale (no ctype, strcoll, strcasecmp, strerror).
OCTETS = r"mem(chr|rchr|cmp|cpy|mem|move|set)|str(chr|rchr|cmp|ncmp|len|nlen|str|pbrk|spn|cspn)"
NUMBERS = r"strtou?ll?|qsort|bsearch|l?l?abs"
MATH = r"(a?(sin|cos|tan)|atan2|sincos|sqrt|f(abs|mod|max|min)|floor|ceil|l?l?round|hypot|pow)"
# Text into a buffer that we hold, never into a stream.
FORMAT = r"v?snprintf"
# Memory: talloc without its reports, which print; free() for what a library hands over.
MEMORY = r"_?talloc_(?!report|enable|log|autofree|set_log|set_abort)\w+|free"
# A state that cannot be: the end of the program, not a message.
END = r"abort|osmo_panic"
SHA = r"SHA(1|256|512)_\w+"
UNISTRING = r"(u8|u16|u32|uc|uninorm)_(?!str(n?coll|conv_from_loc)|locale)\w+"
IDN = r"idn2_(to_(ascii|unicode)_8\w*|lookup_u8|free|strerror)|psl_(?!latest|load)\w+"
# jansson and libxml2 on memory: no FILE, descriptor, path or URL; no seed from outside.
JSON_MEMORY = r"json_(?!\w*(file|loadfd?$|loadf|dumpf|object_seed))\w+"
XML_MEMORY = r"xml(?!Nano|\w*(File|Fd$|IO|URL|Catalog|Generic|XInclude|XPtr|Thr))\w+"
# What judge/ needs while it loads a profile.
READING = r"(f?open|fread|fclose|ferror|opendir|readdir|closedir|strerror|__errno_location)(64)?"
WORDS_OF_CASE = r"strn?casecmp"

PURE = [COMPILER, OCTETS, NUMBERS, MATH, FORMAT, MEMORY, END]

# ---- the folders ------------------------------------------------------------------------
#
# number   a folder includes only folders with a smaller number
# may      the folders it includes besides its own, or single headers of one
# headers  system headers
# symbols  undefined symbols, where the folder is pure; None at the edges
# statics  whether objects may hold mutable statics

BELOW_DESK = ["base", "notice", "wire", "judge", "net", "ledger", "intake", "carriers"]

FOLDERS = {
    "base": dict(
        number=0, may=[], headers=[LIBC, TALLOC, DIGESTS], symbols=PURE + [SHA], statics=False),
    "notice": dict(
        number=1, may=["base"], headers=[LIBC, TALLOC, TEXT],
        symbols=PURE + [UNISTRING, IDN], statics=False),
    "wire": dict(
        number=2, may=["base", "notice"], headers=[LIBC, TALLOC, XML, JSON],
        symbols=PURE + [JSON_MEMORY, XML_MEMORY], statics=False),
    "judge": dict(
        number=3, may=["base", "notice", "wire"],
        headers=[LIBC, TALLOC, XML, JSON, SIGNATURES, FILES],
        symbols=PURE + [JSON_MEMORY, r"xml\w+", r"(EVP|X509|ERR|PEM|BIO|OPENSSL|OSSL)_\w+",
                        READING, WORDS_OF_CASE, r"f?stat(64)?"],
        statics=False),
    "net": dict(
        number=3, may=["base"], headers=[POSIX, LOOP, NETWORK], symbols=None, statics=True),
    "ledger": dict(
        number=3, may=["base", "notice", "wire"], headers=[POSIX, JSON, r"sqlite3\.h"],
        symbols=None, statics=True),
    "intake": dict(
        number=4, may=["base", "notice", "wire", "judge", "net", "ledger/query.h"],
        headers=[POSIX, LOOP, JSON, r"crypt\.h"], symbols=None, statics=True),
    "carriers": dict(
        number=4, may=["base", "notice", "wire", "net"], headers=[POSIX, LOOP],
        symbols=None, statics=True),
    "desk": dict(
        number=5, may=BELOW_DESK, headers=[POSIX, LOOP, VTY, JSON], symbols=None, statics=True),
    "ctl": dict(
        number=6, may=["base", "notice", "wire", "judge", "ledger/query.h", "ledger/recipients.h",
                       "ledger/register.h", "ledger/store.h", "net/clock.h", "net/http_client.h"],
        headers=[POSIX, JSON, TEXT], symbols=None, statics=True),
}
# The programs, dispatcher/*.c, stand above every folder.
PROGRAMS = dict(number=7, may=BELOW_DESK + ["desk", "ctl"], headers=[POSIX, LOOP, VTY, XML])
# sim/ is a program of its own; its own headers carry no folder.
SIM = dict(may=["base", "notice", "wire", "net"], headers=[POSIX, LOOP, JSON, TEXT])

# A header with one reader outside its own folder.
ONE_READER = {"ledger/append.h": "desk"}

# Symbols with an owner, at the edges too: pattern, the folders that may, the reason.
OWNED = [
    (r"sqlite3_\w+", ["ledger"], "only ledger/ uses SQLite"),
    (r"(MHD|gnutls|mosquitto|osmo_stream)_\w+", ["net"], "net/ owns what talks to the outside"),
    (r"(osmo_)?gettimeofday|time|(osmo_)?clock_gettime|clock|ftime|timespec_get", ["net"],
     "net/clock is the only place that asks the time"),
    (r"(localtime|gmtime|mktime|strftime|ctime|asctime|tzset)(_r)?", [],
     "base/utc reckons; the zone of the machine is not the law's"),
    (r"s?rand(om)?(_r)?|[delmnj]rand48", [], "numbers that guard something come from getrandom"),
    (r"(secure_)?getenv|putenv|setenv|setlocale", ["ctl"], "a daemon is configured by its file"),
    (r"(u|nano|clock_nano)?sleep", ["ctl"], "whoever sleeps stops the loop"),
    (r"system|popen|v?fork|exec[vl]\w*|posix_spawnp?", [], "the house starts no programs"),
    (r"pthread_(create|join|mutex_\w+|cond_\w+)", ["net", "ledger"],
     "two folders own threads; the rest is one loop"),
    (r"v?f?printf|puts|putc|putchar|fputs|perror", ["net", "ctl"],
     "daemons speak through net/log"),
]
# Exceptions to the above, one object each, with the reason.
EXCUSED = {
    ("ledger/writer.o", "clock_gettime"): "the monotonic deadline of a condition; never an event's time",
}

# Headers that speak for a whole folder: any file of it may hold what they declare.
FACES = {
    "ledger": ["append", "query", "ledger_parts"],
    "intake": ["intake", "call"],
    "carriers": ["carrier"],
    "desk": ["desk"],
    "ctl": ["ctl"],
}
# Files that are the second half of another: its name and its header are theirs too.
SECOND_HALF = {
    "ledger/verify": "store",
}

# Callbacks whose shape a library sets.
LIBRARY_SHAPES = {
    ("dispatcher/wire/xml.c", "on_element"): "libxml2's startElementNsSAX2Func",
    ("dispatcher/ledger/schema.c", "authorise"): "SQLite's authorizer",
    ("dispatcher/net/http_request.c", "http_request_turn"): "libmicrohttpd's access handler",
    ("dispatcher/net/http_inner.h", "http_request_turn"): "libmicrohttpd's access handler",
}

# What stands before the rule: these lists only get shorter. An entry that no longer breaks
# its rule is itself reported.
WIDE = [
    ("dispatcher/carriers/cbsp_job.c", "cbsp_jobs_add"),
    ("dispatcher/carriers/cbsp_job.h", "cbsp_jobs_add"),
    ("dispatcher/ctl/ctl.c", "ctl_read_file"),
    ("dispatcher/ctl/ctl.h", "ctl_read_file"),
    ("dispatcher/intake/http_api.c", "intake_http_open"),
    ("dispatcher/intake/intake.h", "intake_http_open"),
    ("dispatcher/wire/fields.h", "fields_read"),
    ("dispatcher/wire/fields_read.c", "fields_read"),
]
AWAITING_A_USER = {
}

BANNED = ["strcpy", "strcat", "sprintf", "vsprintf", "gets", "atoi", "atol", "atof", "strtok",
          "alloca"]

# Tiers where time is virtual.
SLEEPLESS = ["tests/unit", "tests/contract", "tests/story"]

# Words that no file of ours may hold. Written so that this file does not hold them either.
WORDS = [
    (r"/[w]ork/|[.][.]/shared\b|(^|[^\w.-])[f]acts/|/[f]arm/", "a path of a developer's machine"),
    (r"/[h]ome/[a-z]|/[U]sers/[A-Z]", "a home folder"),
    (r"registry[.][n]pmjs|registry[.][y]arnpkg|npm[m]irror|[p]ypi[.]org|[p]ythonhosted|"
     r"deb[.][d]ebian|[c]rates[.]io", "a package registry's host"),
]
