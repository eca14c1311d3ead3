/* SPDX-License-Identifier: Apache-2.0 */
/* drills.h: all drills on the loaded extension, and those that load one of their own. */
#ifndef DRILL_DRILLS_H
#define DRILL_DRILLS_H

#include <stdbool.h>

void drill_all(const char *round);
void drill_newborn(const char *round);
void drill_turns(const char *round);
void drill_calls(const char *round);
void drill_without_calls(const char *round);
void drill_client(const char *round);
void drill_kills(const char *round);
void drill_namespaces(const char *round);
void drill_features(const char *round);
void drill_grants(const char *round);
void drill_status(const char *round);
void drill_accounts(const char *round);
void drill_reuse(const char *round);
void drill_in_the_way(const char *round);
void drill_floods(const char *round);
void drill_frozen(const char *round);
void drill_walks(const char *round);
void drill_gone(const char *round);
void drill_owners(const char *round);
void drill_owners_together(const char *round, int times);
void drill_storm(const char *round);
void drill_killed_storm(const char *round);

/* The workloads of drill_all. */
struct drill;
int drill_count_of_all(void);
struct drill *drill_of_all(int number);

/* A newborn can be killed at birth only by the kernel itself. */
bool can_signal_newborns(void);

/* programs: how many the kernel held before */
void drill_overflow(const char *round, int programs);
void drill_overflow_kill(const char *round, int programs);
void drill_at_birth(const char *round, int programs);
void drill_large(const char *round, int programs);
void drill_news(const char *round, int programs);
void drill_refused(const char *round);

#endif
