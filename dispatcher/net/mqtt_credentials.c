/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/mqtt_credentials.h"

#include <errno.h>
#include <mosquitto.h>
#include <stdio.h>
#include <string.h>

/* Read anew for each connection: whoever changes the password need not restart us. */
static enum err read_password(char password[MQTT_PASSWORD_OCTETS_MAX + 1], const char *path,
			      struct fault *why)
{
	FILE *file = fopen(path, "re");
	bool is_whole;
	size_t size;

	if (!file)
		return err_set(why, ERR_IO, NULL, "%s: %s", path, strerror(errno));
	errno = 0;
	size = fread(password, 1, MQTT_PASSWORD_OCTETS_MAX, file);
	is_whole = !ferror(file);
	fclose(file);
	if (!is_whole)
		return err_set(why, ERR_IO, NULL, "%s: %s", path, strerror(errno ? errno : EIO));
	password[size] = '\0';
	password[strcspn(password, "\r\n")] = '\0';
	return ERR_OK;
}

static enum err use_password(struct mosquitto *library, const struct mqtt_broker *broker,
			     struct fault *why)
{
	char password[MQTT_PASSWORD_OCTETS_MAX + 1] = "";
	enum err err = ERR_OK;

	if (!broker->user)
		return ERR_OK;
	if (broker->password_file)
		err = read_password(password, broker->password_file, why);
	if (err == ERR_OK &&
	    mosquitto_username_pw_set(library, broker->user,
				      broker->password_file ? password : NULL) != MOSQ_ERR_SUCCESS)
		err = err_set(why, ERR_INPUT, NULL, "user or password cannot be used");
	explicit_bzero(password, sizeof(password));
	return err;
}

static enum err use_tls(struct mosquitto *library, const struct mqtt_broker *broker,
			struct fault *why)
{
	int result;

	if (!broker->tls_ca)
		return ERR_OK;
	result = mosquitto_tls_set(library, broker->tls_ca, NULL, broker->tls_certificate,
				   broker->tls_key, NULL);
	if (result == MOSQ_ERR_SUCCESS)
		return ERR_OK;
	return err_set(why, ERR_IO, NULL, "TLS with %s: %s", broker->tls_ca,
		       mosquitto_strerror(result));
}

enum err mqtt_credentials_use(struct mosquitto *library, const struct mqtt_broker *broker,
			      struct fault *why)
{
	enum err err = use_password(library, broker, why);

	return err == ERR_OK ? use_tls(library, broker, why) : err;
}
