/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/smpp_status.h"

#define OK	  SMPP_VERDICT_OK
#define RETRY	  SMPP_VERDICT_RETRY
#define THROTTLE  SMPP_VERDICT_THROTTLE
#define PERMANENT SMPP_VERDICT_PERMANENT
#define SESSION	  SMPP_VERDICT_SESSION
#define UNKNOWN	  SMPP_VERDICT_UNKNOWN

/* clang-format off */
static const struct smpp_status statuses[] = {
	{ 0x000, "ESME_ROK", OK, "no error", "无错误" },
	{ 0x001, "ESME_RINVMSGLEN", PERMANENT, "message length is invalid", "消息长度无效" },
	{ 0x002, "ESME_RINVCMDLEN", SESSION, "command length is invalid", "命令长度无效" },
	{ 0x003, "ESME_RINVCMDID", SESSION, "command id is invalid", "命令标识无效" },
	{ 0x004, "ESME_RINVBNDSTS", SESSION, "not allowed in this bind state", "当前绑定状态下不允许该命令" },
	{ 0x005, "ESME_RALYBND", SESSION, "already bound", "已处于绑定状态" },
	{ 0x006, "ESME_RINVPRTFLG", PERMANENT, "priority flag is invalid", "优先级标志无效" },
	{ 0x007, "ESME_RINVREGDLVFLG", PERMANENT, "registered delivery flag is invalid",
	  "状态报告标志无效" },
	{ 0x008, "ESME_RSYSERR", RETRY, "system error of the message centre", "短信中心系统错误" },
	{ 0x00a, "ESME_RINVSRCADR", PERMANENT, "source address is invalid", "源地址无效" },
	{ 0x00b, "ESME_RINVDSTADR", PERMANENT, "destination address is invalid", "目的地址无效" },
	{ 0x00c, "ESME_RINVMSGID", PERMANENT, "message id is invalid", "消息标识无效" },
	{ 0x00d, "ESME_RBINDFAIL", SESSION, "bind failed", "绑定失败" },
	{ 0x00e, "ESME_RINVPASWD", SESSION, "password is invalid", "口令无效" },
	{ 0x00f, "ESME_RINVSYSID", SESSION, "system id is invalid", "系统标识无效" },
	{ 0x011, "ESME_RCANCELFAIL", PERMANENT, "cancelling the message failed", "撤销消息失败" },
	{ 0x013, "ESME_RREPLACEFAIL", PERMANENT, "replacing the message failed", "替换消息失败" },
	{ 0x014, "ESME_RMSGQFUL", THROTTLE, "message queue is full", "消息队列已满" },
	{ 0x015, "ESME_RINVSERTYP", PERMANENT, "service type is invalid", "业务类型无效" },
	{ 0x033, "ESME_RINVNUMDESTS", PERMANENT, "number of destinations is invalid", "目的地址数量无效" },
	{ 0x034, "ESME_RINVDLNAME", PERMANENT, "distribution list name is invalid", "群发列表名称无效" },
	{ 0x040, "ESME_RINVDESTFLAG", PERMANENT, "destination flag is invalid", "目的地址标志无效" },
	{ 0x042, "ESME_RINVSUBREP", PERMANENT, "submit with replace is invalid", "替换提交请求无效" },
	{ 0x043, "ESME_RINVESMCLASS", PERMANENT, "esm_class is invalid", "esm_class字段无效" },
	{ 0x044, "ESME_RCNTSUBDL", PERMANENT, "cannot submit to the distribution list",
	  "无法提交到群发列表" },
	{ 0x045, "ESME_RSUBMITFAIL", PERMANENT, "submitting failed", "提交失败" },
	{ 0x048, "ESME_RINVSRCTON", PERMANENT, "source type of number is invalid", "源地址编号类型无效" },
	{ 0x049, "ESME_RINVSRCNPI", PERMANENT, "source numbering plan is invalid", "源地址编号方案无效" },
	{ 0x050, "ESME_RINVDSTTON", PERMANENT, "destination type of number is invalid",
	  "目的地址编号类型无效" },
	{ 0x051, "ESME_RINVDSTNPI", PERMANENT, "destination numbering plan is invalid",
	  "目的地址编号方案无效" },
	{ 0x053, "ESME_RINVSYSTYP", SESSION, "system type is invalid", "系统类型无效" },
	{ 0x054, "ESME_RINVREPFLAG", PERMANENT, "replace if present flag is invalid", "替换标志无效" },
	{ 0x055, "ESME_RINVNUMMSGS", PERMANENT, "number of messages is invalid", "消息数量无效" },
	{ 0x058, "ESME_RTHROTTLED", THROTTLE, "throttled: more messages than are allowed",
	  "流量受限：超出允许的消息数量" },
	{ 0x061, "ESME_RINVSCHED", PERMANENT, "scheduled delivery time is invalid", "计划发送时间无效" },
	{ 0x062, "ESME_RINVEXPIRY", PERMANENT, "validity period is invalid", "有效期无效" },
	{ 0x063, "ESME_RINVDFTMSGID", PERMANENT, "predefined message is invalid or not found",
	  "预定义消息无效或不存在" },
	{ 0x064, "ESME_RX_T_APPN", RETRY, "temporary error of the receiver", "接收方临时错误" },
	{ 0x065, "ESME_RX_P_APPN", PERMANENT, "permanent error of the receiver", "接收方永久错误" },
	{ 0x066, "ESME_RX_R_APPN", PERMANENT, "rejected by the receiver", "接收方拒绝" },
	{ 0x067, "ESME_RQUERYFAIL", PERMANENT, "the query failed", "查询失败" },
	{ 0x0c0, "ESME_RINVOPTPARSTREAM", PERMANENT, "optional part of the PDU is in error",
	  "可选参数部分有误" },
	{ 0x0c1, "ESME_ROPTPARNOTALLWD", PERMANENT, "optional parameter is not allowed",
	  "不允许该可选参数" },
	{ 0x0c2, "ESME_RINVPARLEN", PERMANENT, "parameter length is invalid", "参数长度无效" },
	{ 0x0c3, "ESME_RMISSINGOPTPARAM", PERMANENT, "expected optional parameter is missing",
	  "缺少应有的可选参数" },
	{ 0x0c4, "ESME_RINVOPTPARAMVAL", PERMANENT, "optional parameter value is invalid",
	  "可选参数值无效" },
	{ 0x0fe, "ESME_RDELIVERYFAILURE", PERMANENT, "delivery failed", "投递失败" },
	{ 0x0ff, "ESME_RUNKNOWNERR", UNKNOWN, "error that the message centre does not name",
	  "短信中心未说明的错误" },
	{ 0x100, "ESME_RSERTYPUNAUTH", PERMANENT, "not authorised for the service type",
	  "未获该业务类型授权" },
	{ 0x101, "ESME_RPROHIBITED", PERMANENT, "prohibited from this operation", "禁止进行该操作" },
	{ 0x102, "ESME_RSERTYPUNAVAIL", RETRY, "service type is unavailable", "业务类型暂不可用" },
	{ 0x103, "ESME_RSERTYPDENIED", PERMANENT, "service type is denied", "业务类型被拒绝" },
	{ 0x104, "ESME_RINVDCS", PERMANENT, "data coding is invalid", "编码方式无效" },
	{ 0x105, "ESME_RINVSRCADDRSUBUNIT", PERMANENT, "source address subunit is invalid",
	  "源地址子单元无效" },
	{ 0x106, "ESME_RINVDSTADDRSUBUNIT", PERMANENT, "destination address subunit is invalid",
	  "目的地址子单元无效" },
	{ 0x107, "ESME_RINVBCASTFREQINT", PERMANENT, "broadcast frequency interval is invalid",
	  "广播频率间隔无效" },
	{ 0x108, "ESME_RINVBCASTALIAS_NAME", PERMANENT, "broadcast alias name is invalid",
	  "广播区域别名无效" },
	{ 0x109, "ESME_RINVBCASTAREAFMT", PERMANENT, "broadcast area format is invalid",
	  "广播区域格式无效" },
	{ 0x10a, "ESME_RINVNUMBCAST_AREAS", PERMANENT, "number of broadcast areas is invalid",
	  "广播区域数量无效" },
	{ 0x10b, "ESME_RINVBCASTCNTTYPE", PERMANENT, "broadcast content type is invalid",
	  "广播内容类型无效" },
	{ 0x10c, "ESME_RINVBCASTMSGCLASS", PERMANENT, "broadcast message class is invalid",
	  "广播消息类别无效" },
	{ 0x10d, "ESME_RBCASTFAIL", PERMANENT, "broadcasting failed", "广播失败" },
	{ 0x10e, "ESME_RBCASTQUERYFAIL", PERMANENT, "querying the broadcast failed", "查询广播失败" },
	{ 0x10f, "ESME_RBCASTCANCELFAIL", PERMANENT, "cancelling the broadcast failed", "撤销广播失败" },
	{ 0x110, "ESME_RINVBCAST_REP", PERMANENT, "number of repeated broadcasts is invalid",
	  "广播重复次数无效" },
	{ 0x111, "ESME_RINVBCASTSRVGRP", PERMANENT, "broadcast service group is invalid",
	  "广播服务组无效" },
	{ 0x112, "ESME_RINVBCASTCHANIND", PERMANENT, "broadcast channel indicator is invalid",
	  "广播信道指示无效" },
};
/* clang-format on */

enum { STATUSES = sizeof(statuses) / sizeof(statuses[0]) };

const struct smpp_status *smpp_status_of(uint32_t command_status)
{
	for (size_t i = 0; i < STATUSES; i++)
		if (statuses[i].command_status == command_status)
			return &statuses[i];
	return NULL;
}

const struct smpp_status *smpp_status_at(size_t i)
{
	return i < STATUSES ? &statuses[i] : NULL;
}

enum smpp_verdict smpp_status_verdict(uint32_t command_status)
{
	const struct smpp_status *status = smpp_status_of(command_status);

	return status ? status->verdict : SMPP_VERDICT_UNKNOWN;
}

const char *smpp_verdict_name(enum smpp_verdict verdict)
{
	static const char *const names[] = { "unknown",	 "ok",	      "retry",
					     "throttle", "permanent", "session" };

	return (unsigned int)verdict < sizeof(names) / sizeof(names[0]) ? names[verdict]
									: "invalid";
}
