# SPDX-License-Identifier: AGPL-3.0-or-later
"""A private mosquitto with persistence on loopback, its stock clients, and the simulated subscriber."""
import json
import os
import signal
import subprocess

from dispatcher import BUILD, Dispatcher, free_port, wait_for

# mosquitto 2.0: without these two a broker that is killed forgets what it acknowledged.
CONFIG = """listener {port} 127.0.0.1
allow_anonymous false
password_file {dir}/passwords
acl_file {dir}/acl
persistence true
persistence_location {dir}/
autosave_on_changes true
autosave_interval 1
message_size_limit 4194304
max_queued_messages 10000
max_inflight_messages 20
log_dest file {dir}/broker.log
log_type all

listener {tls_port} 127.0.0.1
cafile {dir}/ca.pem
certfile {dir}/broker.pem
keyfile {dir}/broker.key
"""

ACL = """user desk
topic readwrite cbd/v1/#

user yj-em
topic write cbd/v1/alerts/yj-em
topic read cbd/v1/answers/yj-em

user stranger
topic readwrite cbd/v1/#

user push
topic read cbd/v1/carriers/yj-push/notices
topic write cbd/v1/carriers/yj-push/receipts

user cbc
topic read cbd/v1/carriers/yj-unicom/notices
topic write cbd/v1/carriers/yj-unicom/receipts

user watcher
topic read cbd/v1/#
"""


class Broker:
    def __init__(self, directory):
        self.dir, self.port, self.tls_port = directory, free_port(), free_port()
        self.process = None
        self.watchers = []
        with open(f"{directory}/mosquitto.conf", "w") as f:
            f.write(CONFIG.format(port=self.port, tls_port=self.tls_port, dir=directory))
        with open(f"{directory}/acl", "w") as f:
            f.write(ACL)
        open(f"{directory}/passwords", "w").close()
        for user in ("desk", "yj-em", "stranger", "push", "cbc", "watcher"):
            subprocess.run(["mosquitto_passwd", "-b", f"{directory}/passwords", user, user], check=True,
                           stderr=subprocess.DEVNULL)
            with open(f"{directory}/{user}.password", "w") as f:
                f.write(user + "\n")
        self.make_certificates("ca", "other-ca")
        # It drops root for a user of its own, who must be able to write here.
        for name in ("", "/passwords", "/acl", "/mosquitto.conf"):
            os.chmod(directory + name, 0o777 if not name else 0o644)

    def make_certificates(self, *authorities):
        """Authorities; the first one signs the broker's certificate, which names its address."""
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           cwd=self.dir)
        new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        for name in authorities:
            openssl("req", "-x509", *new, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2",
                    "-subj", f"/CN={name}")
        with open(f"{self.dir}/san.cnf", "w") as f:
            f.write("subjectAltName=IP:127.0.0.1\n")
        openssl("req", *new, "-keyout", "broker.key", "-out", "broker.csr", "-subj", "/CN=broker")
        openssl("x509", "-req", "-in", "broker.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-out", "broker.pem", "-days", "2", "-extfile", "san.cnf")
        os.chmod(f"{self.dir}/broker.key", 0o644)

    def start(self):
        self.process = subprocess.Popen(["mosquitto", "-c", f"{self.dir}/mosquitto.conf"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not wait_for(self.answers, 10):
            raise RuntimeError("mosquitto does not start: " + self.log()[-500:])
        return self

    def log(self):
        try:
            with open(f"{self.dir}/broker.log") as f:
                return f.read()
        except OSError:
            return ""

    def answers(self):
        return self.publish("cbd/v1/test", b"x", user="stranger", check=False) == 0

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        for process in self.watchers + [self.process]:
            if process and process.poll() is None:
                process.kill()
                process.wait()

    def arguments(self, user):
        return ["-h", "127.0.0.1", "-p", str(self.port), "-u", user, "-P", user]

    def publish(self, topic, payload, user="yj-em", check=True, qos=1):
        done = subprocess.run(["mosquitto_pub", *self.arguments(user), "-q", str(qos), "-t", topic, "-s"],
                              input=payload, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=30)
        if check and done.returncode:
            raise RuntimeError(f"mosquitto_pub: {done.stderr}")
        return done.returncode

    def watch(self, topic, name, user="watcher"):
        """What comes on that topic from now on, as a file of lines that grows."""
        path = f"{self.dir}/{name}.lines"
        self.watchers.append(subprocess.Popen(
            ["mosquitto_sub", *self.arguments(user), "-q", "1", "-i", name, "-c", "-v", "-t", topic],
            stdout=open(path, "ab"), stderr=subprocess.DEVNULL))
        self.wait_subscribed(name)
        return lambda: lines(path)

    def wait_subscribed(self, client):
        if not wait_for(lambda: f"Sending SUBACK to {client}" in self.log(), 10):
            raise RuntimeError(f"{client} does not subscribe: {self.log()[-500:]}")

    def retained(self, topic):
        done = subprocess.run(["mosquitto_sub", *self.arguments("watcher"), "-C", "1", "-W", "3", "-t", topic],
                              capture_output=True)
        try:
            return json.loads(done.stdout)
        except ValueError:
            return None


def lines(path):
    """[(topic, JSON)] of what mosquitto_sub -v wrote."""
    found = []
    with open(path) as f:
        for line in f:
            topic, _, text = line.partition(" ")
            try:
                found.append((topic, json.loads(text)))
            except ValueError:
                found.append((topic, text))
    return found


class Subscriber:
    def __init__(self, broker, carrier, *options, user="push"):
        self.broker, self.carrier, self.options, self.user = broker, carrier, options, user
        self.path = f"{broker.dir}/{carrier}.shown"
        self.process = None

    def start(self, *options):
        self.process = subprocess.Popen(
            [f"{BUILD}/cbsim", "mqtt-carrier", "--port", str(self.broker.port), "--carrier", self.carrier,
             "--user", self.user, "--password-file", f"{self.broker.dir}/{self.user}.password", "--out", self.path,
             *(options or self.options)], stderr=open(f"{self.broker.dir}/sim.log", "ab"))
        return self

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def shown(self):
        try:
            with open(self.path) as f:
                return [json.loads(line) for line in f if line.strip()]
        except OSError:
            return []

    def times(self, change):
        """{delivery: how often that change was made}"""
        times = {}
        for row in self.shown():
            if row["change"] == change:
                times[row["delivery"]] = times.get(row["delivery"], 0) + 1
        return times


class BrokerDispatcher(Dispatcher):
    """A dispatcher whose broker and subscribers stand in its configuration and registry."""

    def __init__(self, directory, port, broker_lines="", links="", top="", carriers=(), **more):
        self.carriers = list(carriers)
        extra = (f" broker 127.0.0.1 {port}\n  user desk\n  password-file {directory}/desk.password\n{broker_lines}"
                 f"{links}")
        super().__init__(extra_config=extra, http_options=top, **more)

    def registry(self):
        registry = json.loads(super().registry())
        registry["carriers"] += self.carriers
        return json.dumps(registry).encode()

    def write_cells(self):
        """Beside those of the BSCs, three cells of a carrier that takes its notices by MQTT."""
        super().write_cells()
        with open(self.path("cells.csv"), "a") as f:
            for c in range(1, 4):
                f.write(f"460-01,5g,{700000 + c},{68719476000 + c},30.20,120.2{c},800,,,330100,cbc,500\n")
            f.write("460-00,2g,9500,99,30.60,120.20,500,,,340100,bsc-001,900\n")  # of another province
        os.remove(self.path("cells.db"))
        subprocess.run([f"{BUILD}/cbctl", "cells", "import", self.path("cells.csv"), "--register",
                        self.path("cells.db")], check=True, stdout=subprocess.DEVNULL)

    def wait_nodes(self, count=None):
        """Those of cell broadcast alone: a subscriber's node is up with the broker."""
        wanted = self.nodes if count is None else count

        def up():
            links = self.ask("GET", "/v1/links", who="duty")[1]["links"]
            return sum(n["up"] for link in links if link["protocol"] != "mqtt" for n in link["nodes"])
        if not wait_for(lambda: up() == wanted, 30):
            raise RuntimeError(f"nodes up: {up()} of {wanted}")

    def broker_up(self):
        answer = self.ask("GET", "/v1/links", who="duty")[1]
        return answer.get("broker", {}).get("up") and all(
            node["up"] for link in answer["links"] if link["protocol"] == "mqtt" for node in link["nodes"])

    def ctl(self, who, *words):
        with open(self.path(f"{who}.token"), "w") as f:
            f.write(self.tokens[who])
        return subprocess.run([f"{BUILD}/cbctl", *words, "--url", f"http://127.0.0.1:{self.port}", "--token-file",
                               self.path(f"{who}.token")], capture_output=True, text=True).stdout
