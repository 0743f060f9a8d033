/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl withhold, content-stop, content-report: an authority's measures on one notice. */
#ifndef CTL_MEASURES_H
#define CTL_MEASURES_H

#include "ctl/remote.h"

#define CTL_WITHHOLD_USAGE     "withhold " REMOTE_USAGE " --reason TEXT ID"
#define CTL_CONTENT_STOP_USAGE "content-stop " REMOTE_USAGE " --hit WORDS --reason TEXT ID"
#define CTL_CONTENT_REPORT_USAGE                                                                   \
	"content-report " REMOTE_USAGE " --to ORGAN --reference NUMBER [--result TEXT] ID"

enum ctl_exit ctl_withhold(int argc, char **argv);
enum ctl_exit ctl_content_stop(int argc, char **argv);
enum ctl_exit ctl_content_report(int argc, char **argv);

#endif
