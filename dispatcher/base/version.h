/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which version this is: said by every program, and written into the stores it makes. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define VERSION "0.1.0"

#endif
