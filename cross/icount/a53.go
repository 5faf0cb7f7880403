package main

import (
	"regexp"
	"strings"
)

// The Cortex-A53 issues two instructions a cycle, in order. llvm-mca's model of it makes
// them end in order too, which the core does not, so this one keeps what is published
// (ncnn, "arm a53 a55 dual issue") and no more; nobody has checked it on the core:
//
//	FMLA of 128 bits  one a cycle, beside a load to x, an addition, a branch
//	LDR d             one cycle, beside INS alone
//	LDR q, LD1        two cycles for 128 bits, alone
//	results           after 4 cycles, a load's after 3 (of 128 bits 4), INS 2, integers 1
type issue uint8

const (
	float issue = iota
	loadQ
	loadD
	loadX
	keep // a store
	integer
	jump
	insert
)

var latency = [...]int{float: 4, loadQ: 4, loadD: 3, loadX: 3, integer: 1, insert: 2}

var register = regexp.MustCompile(`\b([vqdsxw])(\d+)\b`)

// kindOf tells how an instruction is issued, and for how many cycles.
func kindOf(text string) (k issue, cycles int) {
	op, args, _ := strings.Cut(text, " ")
	op = strings.TrimSpace(op)
	vectors := len(regexp.MustCompile(`[vq]\d`).FindAllString(strings.SplitN(args, "[", 2)[0], -1))
	switch {
	case strings.HasPrefix(op, "ld") && vectors > 0:
		return loadQ, 2 * vectors
	case strings.HasPrefix(op, "ld") && regexp.MustCompile(`^\s*[ds]\d`).MatchString(args):
		return loadD, 1
	case strings.HasPrefix(op, "ld"):
		return loadX, 1
	case strings.HasPrefix(op, "st"):
		return keep, 1
	case strings.HasPrefix(op, "b"), strings.HasPrefix(op, "cb"), strings.HasPrefix(op, "tb"):
		return jump, 1
	case op == "mov" && strings.Contains(args, ".d[1]"):
		return insert, 1
	case vectors == 0:
		return integer, 1
	}
	return float, 1
}

// beside reports whether b is issued in the cycle of a.
func beside(a, b issue) bool {
	free := func(k issue) bool { return k == loadX || k == integer || k == jump || k == keep }
	switch {
	case a == float:
		return free(b)
	case b == float:
		return free(a)
	case a == loadD || b == loadD:
		return a == insert || b == insert
	}
	return free(a) && free(b) && (a != b || a == integer)
}

// names of the registers of an instruction, the one it writes first.
func names(text string) (all []string) {
	_, args, _ := strings.Cut(text, " ")
	for _, m := range register.FindAllStringSubmatch(args, -1) {
		bank := "v"
		if m[1] == "x" || m[1] == "w" {
			bank = "x"
		}
		all = append(all, bank+m[2])
	}
	return all
}

// inOrder returns the cycles of one turn of a loop.
func inOrder(body []string) float64 {
	const warm, turns = 10, 50
	ready, now, start := map[string]int{}, 0, 0
	last, full := jump, true // what the cycle has issued; nothing more fits
	for turn := range turns {
		if turn == warm {
			start = now
		}
		for _, text := range body {
			k, cycles := kindOf(text)
			regs, need := names(text), 0
			for _, r := range regs {
				need = max(need, ready[r])
			}
			pair := !full && beside(last, k) && need <= now
			if !pair {
				now = max(now+1, need)
			}
			if k != keep && k != jump && len(regs) > 0 {
				ready[regs[0]] = now + latency[k]
			}
			now += cycles - 1
			last, full = k, pair || cycles > 1
		}
	}
	return float64(now-start) / (turns - warm)
}
