package integer

import (
	"encoding/binary"
	"fmt"
)

// AppendState appends everything that outlives a step: with it a net built from the same
// description and options goes on as this one would, bit for bit.
func (n *Net[X, A]) AppendState(b []byte) ([]byte, error) {
	b = n.AppendLearned(b)
	b = binary.LittleEndian.AppendUint32(b, n.pass.step)
	n.eachBlock(func(k *block) {
		known := 0
		if k.known {
			known = 1
		}
		for _, v := range []int{known, k.e, k.count} {
			b = binary.LittleEndian.AppendUint32(b, uint32(int32(v)))
		}
	})
	for _, l := range n.linear {
		b = appendScalars(b, l.mean.v2, l.mean.w2)
		b = binary.LittleEndian.AppendUint32(b, uint32(l.mean.steps))
		for _, x := range l.mean.xbar {
			b = binary.LittleEndian.AppendUint32(b, x)
		}
		for _, v := range l.momentum.v {
			b = binary.LittleEndian.AppendUint16(b, uint16(v))
		}
		for _, v := range l.momentum.bias {
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
		}
	}
	return b, nil
}

// eachBlock visits the exponents of all backward values, in a fixed order.
func (n *Net[X, A]) eachBlock(visit func(k *block)) {
	for i, v := range n.nodes {
		if j := n.joints[i]; j != nil {
			visit(&j.block)
		}
		if l, ok := v.(*Linear[X, A]); ok {
			visit(&l.block)
		}
	}
}

// SetState restores from the front of b what AppendState wrote and returns the rest.
func (n *Net[X, A]) SetState(b []byte) ([]byte, error) {
	b, err := n.SetLearned(b)
	if err != nil {
		return nil, err
	}
	need := 4
	n.eachBlock(func(*block) { need += 12 })
	for _, l := range n.linear {
		need += 20 + 4*len(l.mean.xbar) + 2*len(l.momentum.v) + 4*len(l.momentum.bias)
	}
	if len(b) < need {
		return nil, fmt.Errorf("integer: a state of %d bytes less than this net needs; it is of another net", need-len(b))
	}
	next := func() uint32 {
		v := binary.LittleEndian.Uint32(b)
		b = b[4:]
		return v
	}
	n.pass.step = next()
	n.eachBlock(func(k *block) { k.known, k.e, k.count = next() > 0, int(int32(next())), int(int32(next())) })
	for _, l := range n.linear {
		b = takeScalars(b, &l.mean.v2, &l.mean.w2)
		l.mean.steps = int(next())
		for i := range l.mean.xbar {
			l.mean.xbar[i] = next()
		}
		for i := range l.momentum.v {
			l.momentum.v[i], b = int16(binary.LittleEndian.Uint16(b)), b[2:]
		}
		for i := range l.momentum.bias {
			l.momentum.bias[i] = int32(next())
		}
	}
	return b, nil
}
