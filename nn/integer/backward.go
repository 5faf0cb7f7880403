package integer

import (
	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// backward sends dx = Σ h·W to the input, in units of hScale·unit. A run of positions of
// the input gathers what the outputs that read it send back, so that the sums of a run
// are all that is in memory; where those are wide, the batch's.
func (l *Linear[X, A]) backward(p *pass) {
	if l.to == nil {
		return
	}
	if l.depthwise() {
		byTapBack(l.backTaps, l.conv.Weights, l.conv.Out.C, l.conv.Window.W)
	}
	shift := 0
	if l.wide {
		l.eachRun(p, func(at int, r run) { l.gather(r, l.dx[at*l.conv.In.C:(at+r.Len())*l.conv.In.C]) })
		shift = narrow(l.dx[:p.rows*l.x.one()])
	}
	scale := l.hScale.Times2(l.unit + shift)
	for left := rounds(l.to); left > 0; left-- {
		l.to.begin(p, scale, left > 1)
		l.eachRun(p, l.send)
		l.to.end()
	}
}

// send passes the gradient of the run of positions from number at on.
func (l *Linear[X, A]) send(at int, r run) {
	c := l.conv.In.C
	if l.wide {
		l.to.put(at*c, l.dx[at*c:(at+r.Len())*c])
		return
	}
	v := l.acc
	if l.sharesSums() {
		v = l.dw
	}
	v = v[:r.Len()*c]
	l.gather(r, v)
	l.to.put(at*c, v)
}

// gradBias computes db = Σ h.
func (l *Linear[X, A]) gradBias(p *pass) {
	clear(l.db)
	one := l.conv.One()
	channels := len(l.db)
	for c := 0; c < channels; c += len(one) {
		l.back.taps(l.db[c:min(c+len(one), channels)], l.h[c:], channels, one, 0, p.rows*l.y.one()/channels, 0)
	}
}

// narrow shifts dx to 31 bits, so that the next layer's products fit 64, and
// returns the shift.
func narrow[A op.Sum](dx []A) int {
	var peak int64
	for _, v := range dx {
		peak = max(peak, int64(v), -int64(v))
	}
	shift := fixedpoint.BitLen(peak) - 31
	if shift <= 0 {
		return 0
	}
	for i, v := range dx {
		dx[i] = A((int64(v) + 1<<(shift-1)) >> shift)
	}
	return shift
}
