/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What we show a broker, and by what we know it: user and password, certificates. */
#ifndef NET_MQTT_CREDENTIALS_H
#define NET_MQTT_CREDENTIALS_H

#include "net/mqtt.h"

struct mosquitto;

/* Before it connects. The files are read now. ERR_IO says which cannot be. */
enum err MUST_USE mqtt_credentials_use(struct mosquitto *library, const struct mqtt_broker *broker,
				       struct fault *why);

#endif
