#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""cbctl text check: what it counts against Python's unicodedata, what it says to people and to
programs, and how it exits. TAP."""
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
import unicodedata

CBCTL = os.environ.get("BUILD", "build") + "/cbctl"
BODY = ["--sender", "云江省应急管理厅", "--sender", "云江应急", "--phone", "0571-12345678"]
RIGHT = "【云江应急】近期天干物燥，严禁野外用火。咨询电话0571-12345678。"
NOTICES = [
    "【云江省公安厅】谨防冒充公检法诈骗，凡要求转账汇款的都是骗子。反诈热线96110。",
    "【云江省教育厅】2026年普通高考报名10月25日截止，请考生登录省教育考试院报名系统办理。咨询电话0571-12345678。",
    "【云江省医保局】2026年度城乡居民医保缴费截止12月31日，每人430元。咨询电话12393。",
    "【云江省气象局】10月3日8时至20时，全省有6-8级大风，阵风9级，请注意防范。",
    "【云江省卫健委】流感高发期，请接种疫苗、佩戴口罩，出现发热及时就诊。咨询12320。",
    "【云州市人民政府】9月18日10:00-10:23试鸣防空警报，请勿惊慌。咨询0571-88888888。",
    "【云江交警】G60沪昆高速K123+500处因施工封闭，请绕行S26。12122。",
    "【云江省水利厅】钱塘江水位8.35米，超警戒0.15米，请远离河道。",
    "【云江消防】11.9消防日：不占用消防通道，电动自行车不进楼入户。",
    "【云江省税务局】个税汇算3.1-6.30，请通过个人所得税APP办理，谨防诈骗。",
    "【云江电力】5月1日22:00至次日6:00，220kV云州变检修，部分区域停电。95598",
    "【云江省应急管理厅】地震预警信息：3月2日9时15分31秒，云州(30.25N,120.16E)发生M5.6级地震，震源深度10km。",
    "【云江省民政厅】全省老年人优待证办理不收费，请到社区办理。",
    "【云江省疾控中心】登革热风险高，请清除积水（花盆、轮胎等）。PM2.5：35μg/m³，O3：120μg/m³。",
    "【云江省人社厅】网络招聘会3月10日9.00-17.00举行，欢迎求职者参加。",
    "【云江省防汛办】台风“梅花”(2212号)中心气压960.0hPa，近中心最大风速40m/s(13级)。",
    "【云江省林业局】清明祭扫请用鲜花，严禁携带火种进山。举报电话12119。",
    "【云江省市场监管局】某品牌奶粉批号20260101.A召回，请停止食用。咨询12315。",
    "【云江省文旅厅】国庆假期景区预约满员，请错峰出行。",
]
count = 0


def ok(name, good, note=""):
    global count
    count += 1
    print("%sok %d - %s%s" % ("" if good else "not ", count, name, "" if good else f"\n# {note}"))


def run(*arguments, text=None):
    return subprocess.run([CBCTL, "text", "check", *arguments], input=text, capture_output=True, check=False)


def generated(number):
    """Texts of everything whose forms have other lengths, and of what has not, at every edge."""
    rng = random.Random(2026)
    alphabets = [
        "近期天干物燥森林火险等级高，。：；【】“”—0123456789",
        "ａｂｃＡＢＣ０１２：；！？，．～￣　",
        "e\u0301a\u0300o\u0302\u0323n\u0303 éàộñ",
        "½¾㎞㎡℃℡№㏂①⑳⒈⒜ⓐ㊗㍿ﷺ…‥″‗ǆﬁﬃ",
        "가각힣ᄀ\u1161\u11a8한국",
        "がぎぐか\u3099は\u309aﾊﾟｶﾞｱﾞ",
        "𬇕𠀀𡘙😀👨\u200d👩\u200d👧\ufe0f🇨🇳",
        "丽勺更切度﨎﨏",
        "\u0344\u0958\u2126\u212b\u1e9b\u0323\u0f77\u0f81",
        "ab c\u200b\u00ad\ufeff\u00a0\u2028d",
        "中\u0301文\u20dd字\u3030々〆〇ゝ",
    ]
    everything = "".join(alphabets)
    for i in range(number):
        alphabet = alphabets[i % len(alphabets)] if i % 3 else everything
        yield "".join(rng.choice(alphabet) for _ in range(rng.choice([0, 1, 2, 5, 66, 67, 68, 69, 70, 71, 134, 135])))


def counts_of(text):
    units = len(text.encode("utf-16-be")) // 2
    return {"characters": len(text), "characters_nfc": len(unicodedata.normalize("NFC", text)),
            "characters_nfkc": len(unicodedata.normalize("NFKC", text)), "units": units,
            "segments": 1 if units <= 70 else -(-units // 67)}


def counts_are_those_of_python():
    texts = [t for t in generated(900)]
    done = run("--lines", "--json", text="".join(t + "\n" for t in texts).encode())
    answers = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    ok("every_line_has_one_answer", len(answers) == len(texts), (len(answers), len(texts)))
    bad = []
    for text, answer in zip(texts, answers):
        wanted = counts_of(text)
        said = {name: answer.get(name) for name in wanted}
        # Art. 27 par. 1: refused only where both ways of counting exceed 70.
        is_long = min(wanted["characters"], wanted["characters_nfc"]) > 70
        has_length = any(f["rule"] == "length" and f["effect"] == "refuse" for f in answer["findings"])
        if said != wanted or has_length != is_long:
            bad.append((text, said, wanted))
    ok("characters_in_every_form_units_and_segments_are_those_of_python", not bad, bad[:3])
    signed = run("--json", "--signature", "【云江】", "-", text="森林防火".encode())
    ok("what_the_carrier_adds_is_counted", json.loads(signed.stdout)["characters"] == 8, signed)


def spans_are_of_the_text_as_submitted():
    cases = {"𬇕尾镇详见www点yjga点gov点cn。": "www点yjga点gov点cn", "e\u0301，\u200bｗｗｗ．ａ．ｃｎ": "ｗｗｗ．ａ．ｃｎ",
             "a\u0301 见 b a i d u . c o m 。": "b a i d u . c o m", "㎞ﷺ t.cn/x": "t.cn/x"}
    bad = []
    for text, hit in cases.items():
        found = [f for f in json.loads(run("--json", text).stdout)["findings"] if f["rule"] == "no-link"]
        where = found[0]["where"]
        part = text[where["offset"]:where["offset"] + where["length"]]
        said = f"第{where['offset'] + 1}个字符起“{hit}”"
        if part != hit or said not in found[0]["zh"]:
            bad.append((text, part, found))
    ok("a_finding_says_where_in_python_s_own_counting", not bad, bad)


def exits():
    ok("accepted_is_0", run(*BODY, RIGHT).returncode == 0, run(*BODY, RIGHT))
    ok("refused_is_1", run(*BODY, "详见www.a.cn").returncode == 1)
    ok("held_is_1", run("在线赌场").returncode == 1 and b"hold (" in run("在线赌场").stdout)
    ok("urgent_only_warns", run("--lane", "urgent", *BODY, "详见www.a.cn").returncode == 0)
    ok("not_utf_8_cannot_be_read", run("-", text=b"a\xff").returncode == 2)
    ok("no_text_is_a_matter_of_usage", run().returncode == 2 and b"usage: cbctl text check" in run().stderr)
    ok("no_such_lane_is_a_matter_of_usage", run("--lane", "fast", "a").returncode == 2)
    ok("no_such_folder_of_data", run("--profiles", "/nowhere", "a").returncode == 2)
    done = run("--lines", "--json", text="好\n".encode() + b"\xff\n" + "好\n".encode())
    lines = done.stdout.decode().splitlines()
    ok("a_line_that_cannot_be_read_is_answered_and_the_rest_judged",
       done.returncode == 2 and len(lines) == 3 and "error" in json.loads(lines[1]) and
       b"line 2" in done.stderr, done)
    ok("a_last_line_without_its_end_is_a_line", len(run("--lines", "--json", text=b"a\nb").stdout.splitlines()) == 2)


def words_are_data():
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree("cap-profiles/cn", folder + "/cn")
        rows = [("神水,commercial,名单\n", None), ("神,commercial,\n", "at least 2"), ("神水,rude,\n", "words.csv line 2"),
                ("神水,commercial\n", "words.csv line 2"), (",commercial,\n", "words.csv line 2")]
        bad = []
        for row, says in rows:
            with open(folder + "/cn/words.csv", "w") as f:
                f.write("word,rule,note\n" + row)
            done = run("--profiles", folder, "买神水")
            if says is None and not (done.returncode == 1 and "commercial" in done.stdout.decode()):
                bad.append((row, done))
            if says is not None and not (done.returncode == 2 and says in done.stderr.decode()):
                bad.append((row, done))
        ok("the_words_are_data_and_a_bad_row_is_named", not bad, bad)
        os.remove(folder + "/cn/words.csv")
        ok("without_them_nothing_is_judged", run("--profiles", folder, "好").returncode == 2)


def ordinary_notices_have_no_findings():
    """Dates, levels, coordinates, numbers, units: what agencies in fact write raises no false alarm."""
    done = run("--lines", "--json", text="".join(n + "\n" for n in NOTICES).encode())
    bad = [(n, a) for n, a in zip(NOTICES, done.stdout.decode().splitlines()) if json.loads(a)["findings"]]
    ok("ordinary_notices_have_no_findings", done.returncode == 0 and not bad, bad)


def the_page_on_rules_is_true():
    with open("dispatcher/notice/rules.c") as f:
        named = set(re.findall(r'^\t\t"([a-z-]+)", "', f.read(), re.M))
    with open("dispatcher/notice/rules.h") as f:
        pack = re.search(r'RULES_PACK\s+"([^"]+)"', f.read()).group(1)
    with open("docs/rules.md") as f:
        page = f.read()
    missing = [name for name in named if f"| `{name}`" not in page]
    ok("docs_rules_md_has_every_rule_and_the_pack", len(named) > 15 and not missing and pack in page, (missing, pack))


def people():
    said = run(*BODY, "详见www.a.cn").stdout.decode()
    ok("people_are_told_in_both_languages", all(w in said for w in (
        "refuse (10 characters", "refuse: sender-name, art. 27", "refuse: no-link, art. 27, character 3, 8 long",
        "按照本平台所采用的", "“云江省应急管理厅”或已登记简称“云江应急”", "www.a.cn at character 3 is a link: remove it")), said)
    said = run("--lines", text="好\n详见t.cn/x\n".encode()).stdout.decode()
    ok("and_line_by_line", "line 1: accept" in said and "line 2: refuse" in said, said)
    said = run("--basis", "按照本省规定，", "详见t.cn/x").stdout.decode()
    ok("the_basis_is_a_setting", "按照本省规定，发送内容第3个字符起" in said and "征求意见稿" not in said, said)


counts_are_those_of_python()
spans_are_of_the_text_as_submitted()
exits()
words_are_data()
ordinary_notices_have_no_findings()
the_page_on_rules_is_true()
people()
print("1..%d" % count)
