/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/cause_words.h"

#include <stddef.h>

#include "wire/cbsp.h"
#include "wire/smpp_state.h"
#include "wire/smpp_status.h"

/* What the program itself says of a node, a link or the broker. */
static const struct {
	const char *en, *zh;
} ours[] = {
	{ "no answer in time", "限时内没有答复" },
	{ "no receipt in time", "限时内没有回执" },
	{ "the answer names no cell", "答复未列明任何小区" },
	{ "it was never handed over", "从未交付" },
	{ "not handed over yet", "尚未交付" },
	{ "the node says that it has restarted", "节点报告已重新启动" },
	{ "the node says that these cells do not broadcast", "节点报告这些小区未播出" },
	{ "no link has this node any more", "已没有到该节点的链路" },
	{ "the route is not stored any more", "发送指令文件已不存在" },
	{ "the peer closed the connection", "对端关闭了连接" },
	{ "no answer to the connection request", "连接请求没有答复" },
	{ "its time was over before the broker took it", "消息代理接收之前已过时限" },
	{ "Connection reset by peer", "连接被对端重置" },
	{ "Connection refused", "连接被拒绝" },
	{ "Connection timed out", "连接超时" },
	{ "Broken pipe", "连接已断开" },
};

enum { CBSP_CAUSES = 16 };

/* A message centre's: of a status, and of the state in which a message ended. */
static struct slice smpp_words_zh(struct slice english)
{
	const struct smpp_status *status;
	const struct smpp_state *state;

	for (size_t i = 0; (status = smpp_status_at(i)); i++)
		if (slice_is(english, status->en))
			return slice_of(status->zh);
	for (uint32_t i = 0; (state = smpp_state_of(i)); i++)
		if (slice_is(english, state->en))
			return slice_of(state->zh);
	return english;
}

struct slice cause_words_zh(struct slice english)
{
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (slice_is(english, ours[i].en))
			return slice_of(ours[i].zh);
	for (unsigned int cause = 0; cause < CBSP_CAUSES; cause++)
		if (slice_is(english, cbsp_cause_name((uint8_t)cause)))
			return slice_of(cbsp_cause_name_zh((uint8_t)cause));
	return smpp_words_zh(english);
}
