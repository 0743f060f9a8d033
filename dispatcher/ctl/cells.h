/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl cells: makes a cell register, and asks one which cells an area reaches. */
#ifndef CTL_CELLS_H
#define CTL_CELLS_H

#include "ctl/ctl.h"

#define CTL_CELLS_IMPORT_USAGE "cells import FILE.csv --register F [--tolerate] [--json]"
#define CTL_CELLS_IN_USAGE                                                                         \
	"cells in --register F {--cap FILE | --polygon \"LAT,LON LAT,LON ...\" | --circle "        \
	"\"LAT,LON KM\" | "                                                                        \
	"--adcode N}... [--json | --geojson]"

/* 1 if the file was refused; each bad line is named on standard error. */
enum ctl_exit ctl_cells_import(int argc, char **argv);
/* 3 if a code could not be resolved; what the rest of the area reaches is printed all the same. */
enum ctl_exit ctl_cells_in(int argc, char **argv);

#endif
