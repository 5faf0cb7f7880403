package main

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// cost returns the cycles of an instruction of a function in assembly.
func (p *pricing) cost(ctx context.Context, function, at string) (float64, error) {
	addr, err := strconv.ParseInt(at, 16, 64)
	if err != nil {
		return 0, err
	}
	f := p.functions[function]
	if f == nil {
		code := disassembly(p.code, strings.TrimPrefix(function, "kernel."))
		f = &priced{code: code, turns: innermost(code), known: map[int64]float64{}}
		p.functions[function] = f
	}
	if c, ok := f.known[addr]; ok {
		return c, nil
	}
	return p.ofLoop(ctx, f, addr)
}

// ofLoop prices the loop around addr, each instruction alike; outside of loops those of
// Go's rate count.
func (p *pricing) ofLoop(ctx context.Context, f *priced, addr int64) (float64, error) {
	i := slices.IndexFunc(f.turns, func(t turn) bool { return addr >= f.code[t.from].at && addr <= f.code[t.to-1].at })
	if i < 0 {
		f.known[addr] = 1 / p.ofGo
		return f.known[addr], nil
	}
	t := f.turns[i]
	var body []string
	for _, x := range f.code[t.from:t.to] {
		if jumps.MatchString(x.text) {
			x.text = jumps.ReplaceAllString(x.text, "${1}.Lloop")
		}
		body = append(body, x.text)
	}
	cycles, err := simulate(ctx, p.model, body)
	if err != nil {
		return 0, err
	}
	for _, x := range f.code[t.from:t.to] {
		f.known[x.at] = cycles / float64(len(body))
	}
	return f.known[addr], nil
}

// jumps is a branch within a function, up to its target.
var jumps = regexp.MustCompile(`^((?:b|b\.\w+|cbn?z\s+\w+,|tbn?z\s+\w+, #\w+,)\s+)([0-9a-f]+)( <.*)?$`)

func calls(x instruction) bool { return strings.HasPrefix(x.text, "bl") }

// innermost finds the loops that have none inside, and call nothing.
func innermost(code []instruction) (all []turn) {
	for i, x := range code {
		from := jumpTarget(code, x)
		if from < 0 || from > i {
			continue
		}
		inner := slices.ContainsFunc(code[from:i], calls)
		for _, t := range all {
			inner = inner || t.from >= from
		}
		if !inner {
			all = append(all, turn{from, i + 1})
		}
	}
	return all
}

// jumpTarget is the index of what any branch goes to, or -1.
func jumpTarget(code []instruction, x instruction) int {
	m := jumps.FindStringSubmatch(x.text)
	if m == nil {
		return -1
	}
	to, _ := strconv.ParseInt(m[2], 16, 64)
	return slices.IndexFunc(code, func(x instruction) bool { return x.at == to })
}
