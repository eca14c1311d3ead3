/* SPDX-License-Identifier: Apache-2.0 */
/* owners.h: parts of the drill of jobs that are tied to an owner. */
#ifndef DRILL_OWNERS_H
#define DRILL_OWNERS_H

/* Who may be tied to whom, and by whom. */
void drill_ties(const char *round);

#endif
