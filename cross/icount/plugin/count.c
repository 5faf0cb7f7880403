/* A plugin of qemu-user that counts the instructions of each function.
 *
 *   cc -O2 -shared -fPIC -o count.so count.c
 *   qemu-aarch64 -plugin ./count.so -d plugin -D counts.txt program
 *   qemu-arm -plugin ./count.so,write=4 -d plugin -D counts.txt program
 *
 * The program marks the N-th end of a window, N = 1, 2, ..., by writing N bytes to file
 * 9999, which is not open; write= is the number of that system call, 64 if not given. The counts since the mark before are printed, "mark N" and
 * lines "COUNT FUNCTION", and start again at 0. (A call that a signal interrupts is
 * made again with the same N, which is then no mark.)
 *
 * With the argument detail=on, what functions in assembly of package kernel execute is
 * counted instruction by instruction: "COUNT FUNCTION+ADDRESS".
 *
 * Blocks of translated code are counted when they begin, so the counts are exact as
 * long as none is left by a fault. Debian has no qemu-plugin.h: what is used of it is
 * declared here (plugin API 1, qemu 6.0 to 8.x; docs/devel/tcg-plugins.rst of qemu).
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t id_t64;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };

typedef void (*on_block)(id_t64, struct qemu_plugin_tb *);
typedef void (*on_syscall)(id_t64, unsigned cpu, int64_t number, uint64_t a1, uint64_t a2, uint64_t a3,
			   uint64_t a4, uint64_t a5, uint64_t a6, uint64_t a7, uint64_t a8);

extern void qemu_plugin_register_vcpu_tb_trans_cb(id_t64, on_block);
extern void qemu_plugin_register_vcpu_syscall_cb(id_t64, on_syscall);
extern void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *, enum qemu_plugin_op, void *, uint64_t);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
extern const char *qemu_plugin_insn_symbol(const struct qemu_plugin_insn *);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
extern void qemu_plugin_outs(const char *);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

enum { SLOTS = 1 << 16, MARK_FILE = 9999 };

static int64_t sys_write = 64;

static struct slot {
	char *name;
	uint64_t count;
} table[SLOTS];

/* slot_of finds the counter of a function (FNV-1a, open addressing). */
static struct slot *slot_of(const char *name)
{
	uint32_t h = 2166136261u;
	for (const char *p = name; *p; p++)
		h = (h ^ (uint8_t)*p) * 16777619u;
	for (uint32_t i = h % SLOTS;; i = (i + 1) % SLOTS) {
		if (!table[i].name)
			table[i].name = strdup(name);
		if (!strcmp(table[i].name, name))
			return &table[i];
	}
}

static int detail;

static int ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && !strcmp(s + n - m, end);
}

/* slot_for finds the counter of an instruction. */
static struct slot *slot_for(const struct qemu_plugin_insn *insn)
{
	const char *name = qemu_plugin_insn_symbol(insn);
	char line[512];
	if (!name || !*name)
		return slot_of("?");
	if (!detail || !strstr(name, "/internal/kernel.") || !ends_in(name, ".abi0"))
		return slot_of(name);
	snprintf(line, sizeof line, "%s+%" PRIx64, name, qemu_plugin_insn_vaddr(insn));
	return slot_of(line);
}

/* translated adds one counter for each run of instructions of one function. */
static void translated(id_t64 id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb), run = 0;
	struct slot *now = NULL;
	(void)id;
	for (size_t i = 0; i <= n; i++) {
		struct slot *s = i < n ? slot_for(qemu_plugin_tb_get_insn(tb, i)) : NULL;
		if (s != now && run) {
			qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64, &now->count, run);
			run = 0;
		}
		now = s;
		run++;
	}
}

static void mark(id_t64 id, unsigned cpu, int64_t number, uint64_t a1, uint64_t a2, uint64_t a3,
		 uint64_t a4, uint64_t a5, uint64_t a6, uint64_t a7, uint64_t a8)
{
	static uint64_t last;
	char line[512];
	(void)id, (void)cpu, (void)a2, (void)a4, (void)a5, (void)a6, (void)a7, (void)a8;
	if (number != sys_write || a1 != MARK_FILE || a3 == last)
		return;
	last = a3;
	snprintf(line, sizeof line, "mark %" PRIu64 "\n", a3);
	qemu_plugin_outs(line);
	for (int i = 0; i < SLOTS; i++) {
		if (!table[i].count)
			continue;
		snprintf(line, sizeof line, "%" PRIu64 " %s\n", table[i].count, table[i].name);
		qemu_plugin_outs(line);
		table[i].count = 0;
	}
}

__attribute__((visibility("default")))
int qemu_plugin_install(id_t64 id, const void *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++)
		if (sscanf(argv[i], "write=%" SCNd64, &sys_write) != 1)
			detail |= !strcmp(argv[i], "detail=on");
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_vcpu_syscall_cb(id, mark);
	return 0;
}
