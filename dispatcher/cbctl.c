/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl: the command line. What it can do is this list; ctl/<noun>.c is how. */
#include <sys/stat.h>

#include "ctl/admin.h"
#include "ctl/audit.h"
#include "ctl/bootstrap.h"
#include "ctl/calendar.h"
#include "ctl/cap.h"
#include "ctl/cells.h"
#include "ctl/complaints.h"
#include "ctl/ctl.h"
#include "ctl/decide.h"
#include "ctl/live.h"
#include "ctl/measures.h"
#include "ctl/notices.h"
#include "ctl/pages.h"
#include "ctl/paperwork.h"
#include "ctl/queue.h"
#include "ctl/reach.h"
#include "ctl/recipients.h"
#include "ctl/report.h"
#include "ctl/review.h"
#include "ctl/statistics.h"
#include "ctl/submit.h"
#include "ctl/suspensions.h"
#include "ctl/text.h"
#include "ctl/versions.h"
#include "wire/xml.h"

static const struct ctl_command commands[] = {
	{ "bootstrap", NULL, CTL_BOOTSTRAP_USAGE, ctl_bootstrap },
	{ "audit", "verify", AUDIT_VERIFY_USAGE, audit_verify },
	{ "cap", "check", CTL_CAP_CHECK_USAGE, ctl_cap_check },
	{ "cap", "profiles", CTL_CAP_PROFILES_USAGE, ctl_cap_profiles },
	{ "calendar", "earliest", CTL_CALENDAR_EARLIEST_USAGE, ctl_calendar_earliest },
	{ "calendar", "latest", CTL_CALENDAR_LATEST_USAGE, ctl_calendar_latest },
	{ "calendar", "show", CTL_CALENDAR_SHOW_USAGE, ctl_calendar_show },
	{ "cells", "import", CTL_CELLS_IMPORT_USAGE, ctl_cells_import },
	{ "cells", "in", CTL_CELLS_IN_USAGE, ctl_cells_in },
	{ "pages", NULL, CTL_PAGES_USAGE, ctl_pages },
	{ "recipients", "import", CTL_RECIPIENTS_IMPORT_USAGE, ctl_recipients_import },
	{ "recipients", "show", CTL_RECIPIENTS_SHOW_USAGE, ctl_recipients_show },
	{ "recipients", "count", CTL_RECIPIENTS_COUNT_USAGE, ctl_recipients_count },
	{ "text", "check", CTL_TEXT_CHECK_USAGE, ctl_text_check },
	/* With a daemon. */
	{ "submit", NULL, CTL_SUBMIT_USAGE, ctl_submit },
	{ "check", NULL, CTL_CHECK_USAGE, ctl_check },
	{ "queue", NULL, CTL_QUEUE_USAGE, ctl_queue },
	{ "review", NULL, CTL_REVIEW_USAGE, ctl_review },
	{ "reach", NULL, CTL_REACH_USAGE, ctl_reach },
	{ "show", NULL, CTL_SHOW_USAGE, ctl_show },
	{ "history", NULL, CTL_HISTORY_USAGE, ctl_history },
	{ "report", NULL, CTL_REPORT_USAGE, ctl_report },
	{ "agree", NULL, CTL_AGREE_USAGE, ctl_agree },
	{ "unsuitable", NULL, CTL_UNSUITABLE_USAGE, ctl_unsuitable },
	{ "out-of-scope", NULL, CTL_OUT_OF_SCOPE_USAGE, ctl_out_of_scope },
	{ "return", NULL, CTL_RETURN_USAGE, ctl_return },
	{ "order-urgent", NULL, CTL_ORDER_URGENT_USAGE, ctl_order_urgent },
	{ "agree-adjusted", NULL, CTL_AGREE_ADJUSTED_USAGE, ctl_agree_adjusted },
	{ "confirm", NULL, CTL_CONFIRM_USAGE, ctl_confirm },
	{ "resubmit", NULL, CTL_RESUBMIT_USAGE, ctl_resubmit },
	{ "reply", NULL, CTL_REPLY_USAGE, ctl_reply },
	{ "attachment", NULL, CTL_ATTACHMENT_USAGE, ctl_attachment },
	{ "coordination-order", NULL, CTL_COORDINATION_ORDER_USAGE, ctl_coordination_order },
	{ "paperwork", "list", CTL_PAPERWORK_LIST_USAGE, ctl_paperwork_list },
	{ "paperwork", "show", CTL_PAPERWORK_SHOW_USAGE, ctl_paperwork_show },
	{ "paperwork", "file", CTL_PAPERWORK_FILE_USAGE, ctl_paperwork_file },
	{ "paperwork", "accept", CTL_PAPERWORK_ACCEPT_USAGE, ctl_paperwork_accept },
	{ "paperwork", "return", CTL_PAPERWORK_RETURN_USAGE, ctl_paperwork_return },
	{ "paperwork", "not-recognised", CTL_PAPERWORK_NOT_RECOGNISED_USAGE,
	  ctl_paperwork_not_recognised },
	{ "withhold", NULL, CTL_WITHHOLD_USAGE, ctl_withhold },
	{ "content-stop", NULL, CTL_CONTENT_STOP_USAGE, ctl_content_stop },
	{ "content-report", NULL, CTL_CONTENT_REPORT_USAGE, ctl_content_report },
	{ "suspensions", "list", CTL_SUSPENSIONS_LIST_USAGE, ctl_suspensions_list },
	{ "suspensions", "order", CTL_SUSPENSIONS_ORDER_USAGE, ctl_suspensions_order },
	{ "suspensions", "lift", CTL_SUSPENSIONS_LIFT_USAGE, ctl_suspensions_lift },
	{ "complaints", "list", CTL_COMPLAINTS_LIST_USAGE, ctl_complaints_list },
	{ "complaints", "record", CTL_COMPLAINTS_RECORD_USAGE, ctl_complaints_record },
	{ "complaints", "strike", CTL_COMPLAINTS_STRIKE_USAGE, ctl_complaints_strike },
	{ "cancel", NULL, CTL_CANCEL_USAGE, ctl_cancel },
	{ "live", NULL, CTL_LIVE_USAGE, ctl_live },
	{ "links", "reset", CTL_LINKS_RESET_USAGE, ctl_links_reset },
	{ "links", NULL, CTL_LINKS_USAGE, ctl_links },
	{ "statistics", NULL, CTL_STATISTICS_USAGE, ctl_statistics },
	{ "registry", "apply", CTL_REGISTRY_APPLY_USAGE, ctl_registry_apply },
	{ "cells", "swap", CTL_CELLS_SWAP_USAGE, ctl_cells_swap },
	{ "clock", "advance", CTL_CLOCK_ADVANCE_USAGE, ctl_clock_advance },
	{ NULL, NULL, NULL, NULL },
};

int main(int argc, char **argv)
{
	int status;

	/* A store, a cell register and a list of numbers are nobody else's. */
	umask(S_IRWXG | S_IRWXO);
	xml_begin();
	status = ctl_run(commands, argc, argv);
	xml_end();
	return status;
}
