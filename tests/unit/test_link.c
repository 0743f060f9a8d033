/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/link.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

/* What a reader would say: a link, one that a person must look at, or none. */
enum verdict { NONE = 0, LOOKS, LINK };

struct row {
	const char *text;
	enum verdict verdict;
	const char *hit; /* of the first; NULL: not asked */
};

static const struct row plain_links[] = {
	{ "详情请见www.yjga.gov.cn。", LINK, "www.yjga.gov.cn" },
	{ "详情请见 http://www.yjga.gov.cn/a/b.html?x=1&y=2 ，谢谢", LINK,
	  "http://www.yjga.gov.cn/a/b.html?x=1&y=2" },
	{ "https://t.cn/A6xyz", LINK, "https://t.cn/A6xyz" },
	{ "点击t.cn/xyz查看", LINK, "t.cn/xyz" },
	{ "请登录12306.cn购票", LINK, "12306.cn" },
	{ "登录yjga.gov.cn查询", LINK, "yjga.gov.cn" },
	{ "查询：yjt.yj.gov.cn", LINK, "yjt.yj.gov.cn" },
	{ "见dwz.cn/AbC1", LINK, "dwz.cn/AbC1" },
	{ "见url.cn/5xYz", LINK, "url.cn/5xYz" },
	{ "见suo.im/abc", LINK, "suo.im/abc" },
	{ "见bit.ly/2xYz", LINK, "bit.ly/2xYz" },
	{ "goo.gl/maps", LINK, "goo.gl/maps" },
	{ "下载abc.top", LINK, "abc.top" },
	{ "下载abc.xyz安装", LINK, "abc.xyz" },
	{ "去a-b.vip看看", LINK, "a-b.vip" },
	{ "mp.weixin.qq.com/s/abc", LINK, "mp.weixin.qq.com/s/abc" },
	{ "ftp://files.a.net/x", LINK, "ftp://files.a.net/x" },
	{ "www.abc.com:8080/x", LINK, "www.abc.com:8080/x" },
	{ "example.com?id=5", LINK, "example.com?id=5" },
	{ "Baidu.Com", LINK, "Baidu.Com" },
	{ "WWW.BAIDU.COM", LINK, "WWW.BAIDU.COM" },
	{ "abc.io", LINK, "abc.io" },
	{ "abc.club 和 abc.shop", LINK, "abc.club" },
	{ "wap.10086.cn", LINK, "wap.10086.cn" },
	{ "(www.a.cn)", LINK, "www.a.cn" },
	{ "【www.a.cn】", LINK, "www.a.cn" },
	{ "“www.a.cn”", LINK, "www.a.cn" },
	{ "www.gov.cn,www.baidu.com", LINK, "www.gov.cn" },
	{ "A,www.gov.cn", LINK, "www.gov.cn" },
	{ "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.yjga.gov.cn", LINK, NULL },
	{ "请看www.gov.cn.It is", LINK, NULL },
	{ "See www.gov.cn. It is raining", LINK, "www.gov.cn" },
	{ "www.a.com/a(b)", LINK, NULL },
};

static const struct row disguised[] = {
	{ "防骗知识详见www点yjga点gov点cn。", LINK, "www点yjga点gov点cn" },
	{ "www點yjga點gov點cn", LINK, "www點yjga點gov點cn" },
	{ "ｗｗｗ．ｙｊｇａ．ｇｏｖ．ｃｎ", LINK, "ｗｗｗ．ｙｊｇａ．ｇｏｖ．ｃｎ" },
	{ "ⓦⓦⓦ.ⓨⓙⓖⓐ.ⓖⓞⓥ.ⓒⓝ", LINK, "ⓦⓦⓦ.ⓨⓙⓖⓐ.ⓖⓞⓥ.ⓒⓝ" },
	{ "⒲⒲⒲.a.com", LINK, "⒲⒲⒲.a.com" },
	{ "𝐰𝐰𝐰.𝐚.𝐜𝐨𝐦", LINK, "𝐰𝐰𝐰.𝐚.𝐜𝐨𝐦" },
	{ "𝓌𝓌𝓌.𝒶.𝒸ℴ𝓂", LINK, NULL },
	{ "𝚠𝚠𝚠.𝚊𝚋.𝚌𝚘𝚖", LINK, NULL },
	{ "🅦🅦🅦.🅐.🅒🅞🅜", LINK, "🅦🅦🅦.🅐.🅒🅞🅜" },
	{ "🅰🅱.🅲🅾🅼", LINK, NULL },
	{ "🇼🇼🇼.🇦.🇨🇴🇲", LINK, NULL },
	{ "ʷʷʷ.ᵃ.ᶜᵒᵐ", LINK, NULL },
	{ "ᴡᴡᴡ.ᴀʙ.ᴄᴏᴍ", LINK, NULL },
	{ "w\u200bw\u200bw.a\u200bb.c\u200bn", LINK, "w\u200bw\u200bw.a\u200bb.c\u200bn" },
	{ "ww\u00adw.ab\u2060.cn", LINK, NULL },
	{ "ab\ufeff.com", LINK, NULL },
	{ "w̲w̲w̲.a̲b̲.c̲o̲m̲", LINK, NULL },
	{ "ẃẃẃ.áb.cóm", LINK, NULL },
	{ "w w w . a b . c o m", LINK, "w w w . a b . c o m" },
	{ "打开 b a i d u . c o m 看", LINK, "b a i d u . c o m" },
	{ "www . baidu . com", LINK, "www . baidu . com" },
	{ "www. yjga. gov. cn", LINK, "www. yjga. gov. cn" },
	{ "yjga .gov .cn", LINK, "yjga .gov .cn" },
	{ "w ww .ba idu. com", LINK, NULL },
	{ "w ww .ba idu. c om", LOOKS, NULL },
	{ "www,baidu,com", LINK, "www,baidu,com" },
	{ "www，baidu，com", LINK, "www，baidu，com" },
	{ "baidu,com", LINK, "baidu,com" },
	{ "请登录yunjiang,gov,cn查询", LOOKS, NULL },
	{ "请带好ID,CN证", NONE, NULL },
	{ "www、baidu、com", LINK, "www、baidu、com" },
	{ "www。yjga。gov。cn", LINK, "www。yjga。gov。cn" },
	{ "www｡yjga｡gov｡cn", LINK, "www｡yjga｡gov｡cn" },
	{ "baidu。com", LINK, "baidu。com" },
	{ "www·baidu·com", LINK, "www·baidu·com" },
	{ "www•baidu•com", LINK, "www•baidu•com" },
	{ "www・baidu・com", LINK, NULL },
	{ "www․baidu․com", LINK, NULL },
	{ "www丶baidu丶com", LINK, NULL },
	{ "www[.]baidu[.]com", LINK, "www[.]baidu[.]com" },
	{ "baidu(.)com", LINK, "baidu(.)com" },
	{ "baidu（.）com", LINK, "baidu（.）com" },
	{ "baidu[dot]com", LINK, "baidu[dot]com" },
	{ "www(dot)baidu(dot)com", LINK, "www(dot)baidu(dot)com" },
	{ "baidu（点）com", LINK, "baidu（点）com" },
	{ "baidu【点】com", LINK, NULL },
	{ "baidu{.}com", LINK, NULL },
	{ "www dot baidu dot com", LINK, "www dot baidu dot com" },
	{ "hxxp://a.com/x", LINK, "hxxp://a.com/x" },
	{ "hxxps://evil.test/x", LINK, "hxxps://evil.test/x" },
	{ "h**p://a.b/c", LINK, NULL },
	{ "http//www.a.com", LINK, "http//www.a.com" },
	{ "https//a.b/c", LINK, "https//a.b/c" },
	{ "http：//www.a.com", LINK, "http：//www.a.com" },
	{ "http:\\\\www.a.com", LINK, NULL },
	{ "h t t p : / / w w w . a . c o m", LINK, NULL },
	{ "http:/www.a.com", LINK, "www.a.com" },
	{ "ｈｔｔｐ：／／ａ．ｃｎ", LINK, "ｈｔｔｐ：／／ａ．ｃｎ" },
	{ "应急管理.中国", LINK, "应急管理.中国" },
	{ "请登录：应急.公司", LINK, NULL },
	{ "abc.中国", LINK, "abc.中国" },
	{ "www.应急.中国", LINK, "www.应急.中国" },
	{ "应急管理.com", LINK, "应急管理.com" },
	{ "应急.网址", LOOKS, NULL },
	{ "登录应急.中国查询", LOOKS, NULL },
	{ "xn--abc123.xn--fiqs8s", LINK, "xn--abc123.xn--fiqs8s" },
	{ "xn--55qx5d.cn", LINK, "xn--55qx5d.cn" },
	{ "аррӏе.com", LINK, "аррӏе.com" },
	{ "ваіdu.соm", LINK, "ваіdu.соm" },
	{ "gοοgle.com", LINK, "gοοgle.com" },
	{ "ωωω.abc.com", LINK, "ωωω.abc.com" },
	{ "пример.рф", LINK, "пример.рф" },
	{ "baidu.c0m", LINK, "baidu.c0m" },
	{ "wwwbaiducom", LOOKS, "wwwbaiducom" },
	{ "打开wwwyjgagovcn", LOOKS, "wwwyjgagovcn" },
	{ "百度点com", LOOKS, "度点com" },
	{ "请搜索云江应急点cn", LOOKS, NULL },
	{ "www baidu com", LOOKS, "www baidu com" },
	{ "www-baidu-com", LOOKS, "www-baidu-com" },
	{ "baidu 点 com", LINK, "baidu 点 com" },
	{ "www.zqxj.notatld", LOOKS, "www.zqxj.notatld" },
	{ "abc.notatld/x1", LOOKS, NULL },
	{ "a*com", LOOKS, "a*com" },
	{ "请看baidu*com", LOOKS, "baidu*com" },
	{ "www*yjga*gov*cn", LOOKS, "www*yjga*gov*cn" },
	{ "baidu#com查询", LOOKS, "baidu#com" },
	{ "baidu~cn", LOOKS, "baidu~cn" },
	{ "baidu＊com", LOOKS, "baidu＊com" },
	{ "baidu★com", LOOKS, "baidu★com" },
	{ "baidu→net", LOOKS, NULL },
	{ "baidu^org|下载", LOOKS, "baidu^org" },
};

static const struct row other_links[] = {
	{ "发邮件至liming@yjga.gov.cn", LINK, "liming@yjga.gov.cn" },
	{ "li.ming+x@qq.com", LINK, NULL },
	{ "li.ming@qq.com", LINK, "li.ming@qq.com" },
	{ "liming＠qq．com", LINK, "liming＠qq．com" },
	{ "liming(at)qq.com", LINK, "liming(at)qq.com" },
	{ "liming[at]qq[dot]com", LINK, NULL },
	{ "mailto:liming", LINK, "mailto:liming" },
	{ "weixin://dl/business/?t=abc", LINK, "weixin://dl/business/?t=abc" },
	{ "alipays://platformapi/startapp", LINK, "alipays://platformapi/startapp" },
	{ "taobao://item.taobao.com", LINK, NULL },
	{ "snssdk1128://user", LINK, "snssdk1128://user" },
	{ "打开tbopen://m", LINK, "tbopen://m" },
	{ "magnet:?xt=urn:btih:abc", LINK, NULL },
	{ "weixin:dl/business", LOOKS, NULL },
	{ "登录192.168.1.1设置", LINK, "192.168.1.1" },
	{ "http://10.0.0.1/", LINK, "http://10.0.0.1/" },
	{ "10.1.2.3:8080", LINK, "10.1.2.3:8080" },
	{ "10.1.2.3/index", LINK, "10.1.2.3/index" },
	{ "１９２．１６８．１．１", LINK, "１９２．１６８．１．１" },
	{ "192。168。1。1", LINK, "192。168。1。1" },
	{ "192点168点1点1", LINK, NULL },
	{ "1.2.3.4", LOOKS, "1.2.3.4" },
	{ "见[2001:db8::1]", LINK, NULL },
	{ "2001:db8:0:0:0:0:0:1", LINK, NULL },
	{ "fe80::1:2", LINK, NULL },
	{ "mailto：a@b.cn", LINK, NULL },
	{ "tel:12345", LOOKS, "tel:12345" },
	{ "请拨打tel:0571-12345678", LOOKS, "tel:0571-12345678" },
	{ "tel:+8657112345678", LOOKS, "tel:+8657112345678" },
	{ "tel://12345", LINK, "tel://12345" },
	{ "sms:10086", LOOKS, "sms:10086" },
	{ "sms:10086?body=yes", LOOKS, "sms:10086?body=yes" },
	{ "sms：10086", LOOKS, NULL },
	{ "smsto:10086", LINK, "smsto:10086" },
	{ "mmsto:10086", LINK, NULL },
	{ "callto:12345", LINK, NULL },
	{ "facetime:liming", LOOKS, NULL },
	{ "itms-services:?action=download", LINK, NULL },
	{ "vbscript:x", LINK, NULL },
	{ "dingtalk:dingtalkclient", LOOKS, NULL },
	{ "market:details", LOOKS, NULL },
	{ "sinaweibo://qr", LINK, "sinaweibo://qr" },
	{ "openapp.jdmobile://virtual", LINK, NULL },
	{ "http://3232235777", LINK, "http://3232235777" },
	{ "http://0xC0A80101/a", LINK, NULL },
	{ "0xC0A80101", LOOKS, "0xC0A80101" },
	{ "登录0xC0A80101/index", LINK, "0xC0A80101/index" },
	{ "0xC0A80101:8080", LINK, "0xC0A80101:8080" },
	{ "0xC0.0xA8.0x01.0x01", LINK, "0xC0.0xA8.0x01.0x01" },
	{ "0xC0.168.1.1", LINK, "0xC0.168.1.1" },
	{ "登录0300.0250.0001.0001", LINK, "0300.0250.0001.0001" },
	{ "0300.0250.1.1/a", LINK, "0300.0250.1.1/a" },
	{ "3232235777/index", LOOKS, "3232235777/index" },
	{ "登录ip 3232235777:8080", LOOKS, "3232235777:8080" },
};

static const struct row no_links[] = {
	{ "今年3.15晚会", NONE, NULL },
	{ "3.15", NONE, NULL },
	{ "今天是11.9消防日", NONE, NULL },
	{ "11.9全国消防日", NONE, NULL },
	{ "5.12全国防灾减灾日", NONE, NULL },
	{ "4.15国家安全教育日", NONE, NULL },
	{ "12.4国家宪法日", NONE, NULL },
	{ "2026.3.15起", NONE, NULL },
	{ "2026.03.15-2026.03.20", NONE, NULL },
	{ "2026.3.15.", NONE, NULL },
	{ "12.20上午9.30集合", NONE, NULL },
	{ "9:30至17:00", NONE, NULL },
	{ "09:30:15", NONE, NULL },
	{ "2026-03-02T09:00:00", NONE, NULL },
	{ "8.30am开始", NONE, NULL },
	{ "8.am", NONE, NULL },
	{ "8点30分", NONE, NULL },
	{ "上午8点CN", NONE, NULL },
	{ "3点15分至5点", NONE, NULL },
	{ "水位28.5米", NONE, NULL },
	{ "3.5km外", NONE, NULL },
	{ "10.5cm厚", NONE, NULL },
	{ "0.5m", NONE, NULL },
	{ "5.0m长", NONE, NULL },
	{ "18.5kg", NONE, NULL },
	{ "2.5ml", NONE, NULL },
	{ "PM2.5超标", NONE, NULL },
	{ "PM2.5浓度75μg/m3", NONE, NULL },
	{ "PM10、PM2.5", NONE, NULL },
	{ "5.8GHz/2.4GHz", NONE, NULL },
	{ "25.5℃", NONE, NULL },
	{ "里氏6.5级", NONE, NULL },
	{ "M6.5", NONE, NULL },
	{ "震级M6.5，震源深度10.0km", NONE, NULL },
	{ "北纬30.25度，东经120.16度", NONE, NULL },
	{ "30.25N,120.16E", NONE, NULL },
	{ "升级到v2.0", NONE, NULL },
	{ "v2.0.1版本", NONE, NULL },
	{ "App V3.2.1", NONE, NULL },
	{ "iOS17.0.3", NONE, NULL },
	{ "Android 14.0", NONE, NULL },
	{ "版本号1.2.3", NONE, NULL },
	{ "0571-12345678", NONE, NULL },
	{ "0571.12345678", NONE, NULL },
	{ "400-123-4567", NONE, NULL },
	{ "110、119、120、122", NONE, NULL },
	{ "110,119,120,122", NONE, NULL },
	{ "13812345678", NONE, NULL },
	{ "Tel:0571-12345678", NONE, NULL },
	{ "Tel.0571-12345678", NONE, NULL },
	{ "电话:12345", NONE, NULL },
	{ "电话：0571-12345678", NONE, NULL },
	{ "咨询电话:12345转8", NONE, NULL },
	{ "短信:10086", NONE, NULL },
	{ "TEL:0571-12345678", NONE, NULL },
	{ "Tel：12345", NONE, NULL },
	{ "SMS:10086", NONE, NULL },
	{ "tel: 0571-12345678", NONE, NULL },
	{ "FaceTime:5pm", NONE, NULL },
	{ "hotel:12345", NONE, NULL },
	{ "87654321/87654322", NONE, NULL },
	{ "电话057187654321/87654322", NONE, NULL },
	{ "银行账号3232235777", NONE, NULL },
	{ "12345678:3", NONE, NULL },
	{ "87654321转8080", NONE, NULL },
	{ "0571.8765.4321", NONE, NULL },
	{ "0x1F", NONE, NULL },
	{ "100x200", NONE, NULL },
	{ "10x20.5", NONE, NULL },
	{ "3*5", NONE, NULL },
	{ "A*B*C", NONE, NULL },
	{ "按*号键", NONE, NULL },
	{ "拨*100#查询", NONE, NULL },
	{ "WiFi+NET", NONE, NULL },
	{ "C#CN", NONE, NULL },
	{ "25*30cm", NONE, NULL },
	{ "200*cn", NONE, NULL },
	{ "#cn#", NONE, NULL },
	{ "a+b=c", NONE, NULL },
	{ "安全★预防", NONE, NULL },
	{ "zh-cn", NONE, NULL },
	{ "U.S.", NONE, NULL },
	{ "U.S.A.", NONE, NULL },
	{ "e.g. this", NONE, NULL },
	{ "i.e.这样", NONE, NULL },
	{ "a.m.和p.m.", NONE, NULL },
	{ "9 p.m.to 10 p.m.", NONE, NULL },
	{ "No.1", NONE, NULL },
	{ "No.5路公交", NONE, NULL },
	{ "Co.,Ltd", NONE, NULL },
	{ "Co.Ltd", NONE, NULL },
	{ "Mr.Li", NONE, NULL },
	{ "Mr.Wang", NONE, NULL },
	{ "Dr.Ma", NONE, NULL },
	{ "St.Petersburg", NONE, NULL },
	{ "Ph.D", NONE, NULL },
	{ "etc.", NONE, NULL },
	{ "vol.2", NONE, NULL },
	{ "J.K.Rowling", NONE, NULL },
	{ "1.请勿外出2.关好门窗", NONE, NULL },
	{ "1.APP升级2.网络检修", NONE, NULL },
	{ "⒈请勿外出⒉关好门窗", NONE, NULL },
	{ "请减少外出...中国气象局", NONE, NULL },
	{ "请减少外出…中国", NONE, NULL },
	{ "请减少外出。中国气象局提醒您", NONE, NULL },
	{ "请减少外出.请关好门窗.谢谢", NONE, NULL },
	{ "请减少外出.云江省气象局", NONE, NULL },
	{ "Please stay home. It is dangerous. Call 119.", NONE, NULL },
	{ "Stay inside. Net income is not affected.", NONE, NULL },
	{ "Stay at home.Stay safe.", NONE, NULL },
	{ "A high condition is declared when there is a risk of attacks. In addition", NONE, NULL },
	{ "Hail damage to vehicles is expected. Expect wind damage to roofs, siding", NONE, NULL },
	{ "Hazard: 60 mph wind gusts and quarter size hail. Source: Radar", NONE, NULL },
	{ "Sturm mit Geschwindigkeiten um 70 km/h (20 m/s, 38 kn) auf. Dabei gibt es", NONE, NULL },
	{ "A,B,C,D四区", NONE, NULL },
	{ "从A点到B点", NONE, NULL },
	{ "集合地点CN塔", NONE, NULL },
	{ "上午9点com口检修", NONE, NULL },
	{ "请在集合点cctv楼下", NONE, NULL },
	{ "A、B两区", NONE, NULL },
	{ "CCTV,TV", NONE, NULL },
	{ "上午//下午", NONE, NULL },
	{ "km/h", NONE, NULL },
	{ "and/or", NONE, NULL },
	{ "24h/7d", NONE, NULL },
	{ "GB/T2260", NONE, NULL },
	{ "http协议", NONE, NULL },
	{ "WiFi和5G", NONE, NULL },
	{ "@所有人", NONE, NULL },
	{ "请@社区网格员", NONE, NULL },
	{ "通知.docx", NONE, NULL },
	{ "report.pdf", NONE, NULL },
	{ "附件1.xlsx", NONE, NULL },
	{ "setup.exe", NONE, NULL },
	{ "photo.jpg", NONE, NULL },
	{ "A座1.5层", NONE, NULL },
	{ "GPS:30.1,120.2", NONE, NULL },
	{ "注意::", NONE, NULL },
	{ "比分3:2", NONE, NULL },
	{ "1:500", NONE, NULL },
	{ "std::string", NONE, NULL },
	{ "12:30::", NONE, NULL },
	{ "https 安全", NONE, NULL },
	{ "www", NONE, NULL },
	{ "全文共70字.", NONE, NULL },
	{ "……", NONE, NULL },
	{ ".", NONE, NULL },
	{ "。。。", NONE, NULL },
	{ "a.b", NONE, NULL },
	{ "①②③", NONE, NULL },
	{ "😀😀.😀", NONE, NULL },
	{ "", NONE, NULL },
};

static const struct row for_a_person[] = {
	{ "天气寒冷，请减少外出.中国气象局提醒您注意保暖", LOOKS, NULL },
	{ "请减少外出.公司复工", LOOKS, NULL },
	{ "请减少外出.APP已更新", LOOKS, NULL },
	{ "Stay home.It is raining", LOOKS, NULL },
	{ "stay home.in case of fire", LOOKS, NULL },
	{ "we are late.meet you there", LOOKS, NULL },
	{ "see you tomorrow.love", LOOKS, NULL },
	{ "thanks.tc.take care", LOOKS, NULL },
	{ "WORRY.C U LATER", LOOKS, NULL },
	{ "files.zip", LOOKS, "files.zip" },
	{ "readme.md", LOOKS, NULL },
	{ "main.py", LOOKS, NULL },
	{ "资料.zip", LOOKS, NULL },
};

static enum verdict verdict_of(const struct links *links)
{
	enum verdict verdict = NONE;

	for (size_t i = 0; i < links->count; i++) {
		enum verdict one = links->items[i].is_certain ? LINK : LOOKS;

		if (one > verdict)
			verdict = one;
	}
	return verdict;
}

static void check(const struct row *rows, size_t count)
{
	static struct plain plain;
	static struct links links;
	unsigned int wrong = 0;

	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		struct slice hit = { "", 0 };

		plain_read(&plain, slice_of(row->text));
		link_find(&links, &plain);
		if (links.count > 0)
			hit = plain_part(&plain, links.items[0].where);
		if (verdict_of(&links) == row->verdict && (!row->hit || slice_is(hit, row->hit)))
			continue;
		wrong++;
		print_message("\"%s\": verdict %d, wanted %d; hit \"%.*s\" (%s)\n", row->text,
			      verdict_of(&links), row->verdict, SLICE_PRINT(hit),
			      links.count ? link_shape_name(links.items[0].shape) : "-");
	}
	assert_int_equal(wrong, 0);
}

static void addresses_are_links(void **state)
{
	(void)state;
	check(plain_links, COUNT_OF(plain_links));
}

static void disguises_are_seen_through(void **state)
{
	(void)state;
	check(disguised, COUNT_OF(disguised));
}

static void mail_numbers_and_apps_are_links(void **state)
{
	(void)state;
	check(other_links, COUNT_OF(other_links));
}

static void what_is_written_with_dots_is_no_link(void **state)
{
	(void)state;
	check(no_links, COUNT_OF(no_links));
}

static void what_may_be_either_is_for_a_person(void **state)
{
	(void)state;
	check(for_a_person, COUNT_OF(for_a_person));
}

static void a_link_is_shown_where_it_stands(void **state)
{
	static struct plain plain;
	struct links links;

	(void)state;
	/* Characters of the text as submitted: the ideograph beyond the BMP is one, U+200B is one.
	 */
	plain_read(&plain, slice_of("𬇕尾\u200b镇www。a\u200b。com和b.cn"));
	link_find(&links, &plain);
	assert_int_equal(links.count, 2);
	assert_int_equal(links.items[0].where.offset, 4);
	assert_int_equal(links.items[0].where.length, 10);
	assert_int_equal(links.items[1].where.offset, 15);
	assert_int_equal(links.items[1].where.length, 4);
}

static void more_than_fits_is_not_written(void **state)
{
	static char text[LINKS_MAX * 2 * 6 + 1];
	static char long_text[PLAIN_CHARACTERS_MAX * 2];
	static struct plain plain;
	struct links links;

	(void)state;
	for (size_t i = 0; i < LINKS_MAX * 2; i++)
		memcpy(text + i * 6, "a1.cn ", 6);
	plain_read(&plain, slice_of(text));
	link_find(&links, &plain);
	assert_int_equal(links.count, LINKS_MAX);
	memset(long_text, 'a', sizeof(long_text) - 1);
	plain_read(&plain, (struct slice){ long_text, sizeof(long_text) - 1 });
	assert_true(plain.is_cut);
	assert_int_equal(plain.count, PLAIN_CHARACTERS_MAX);
	link_find(&links, &plain);
	assert_int_equal(links.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_links),
		cmocka_unit_test(disguises_are_seen_through),
		cmocka_unit_test(mail_numbers_and_apps_are_links),
		cmocka_unit_test(what_is_written_with_dots_is_no_link),
		cmocka_unit_test(what_may_be_either_is_for_a_person),
		cmocka_unit_test(a_link_is_shown_where_it_stands),
		cmocka_unit_test(more_than_fits_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
