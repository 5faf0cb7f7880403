package integer

import (
	"slices"
	"testing"

	"edgetune/nn"
	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLearning: what a plan leaves out keeps its bits, what it names moves, whether the
// gradient is kept or computed twice, with the memory that was planned and no more.
func TestLearning(t *testing.T) {
	for name, s := range testNets() {
		for _, r := range []Rates{DefaultRates(), CappedRates()} {
			t.Run(name+" q7", func(t *testing.T) { checkLearning(t, s, r, NewQ7) })
			t.Run(name+" q15", func(t *testing.T) { checkLearning(t, s, r, NewQ15) })
		}
	}
}

func checkLearning[X op.Value, A op.Sum](t *testing.T, s Spec, r Rates, build maker[X, A]) {
	whole := trained(t, s, Options{Rates: r}, build)
	last := len(whole.linear) - 1
	head := nn.Share{Layer: whole.linear[last].name, Part: nn.Weights}
	for i, l := range whole.linear[:last] {
		for _, one := range []nn.Share{
			{Layer: l.name, Part: nn.Biases},
			{Layer: l.name, Part: nn.Weights},
			{Layer: l.name, Part: nn.Weights, Channels: someChannels(l.conv.Out.C)},
		} {
			o := Options{Rates: r, Learn: nn.Learning{one, head}}
			n := trained(t, s, o, build)
			checkMoved(t, n, blankNet(t, s, build), o.Learn)
			assert.LessOrEqual(t, n.Size(), whole.Size(), "layer %d", i)
			o.Panel = 1
			require.Equal(t, params(n), params(trained(t, s, o, build)), "panels of %v", one)
			o.Panel, o.separate = 0, true
			require.Equal(t, params(n), params(trained(t, s, o, build)), "buffers of their own, %v", one)
		}
	}
	least := trained(t, s, Options{Rates: r, Learn: nn.Learning{head}}, build)
	assert.Less(t, least.Size(), whole.Size())
}

// someChannels are the first channel and, of more than two, those from the third on.
func someChannels(all int) []nn.Span {
	list := []nn.Span{{From: 0, To: 1}}
	if all > 2 {
		list = append(list, nn.Span{From: 2, To: all})
	}
	return list
}

// blankNet is the net that trained starts from.
func blankNet[X op.Value, A op.Sum](t *testing.T, s Spec, build maker[X, A]) *Net[X, A] {
	s.InputScale = 0.03
	s.Layers = append([]Layer(nil), s.Layers...)
	randomise(t, &s)
	for i := range s.Layers {
		s.Layers[i].Scale = 0.02
	}
	n, err := build(s, Options{})
	require.NoError(t, err)
	return n
}

// checkMoved compares which channels of n differ from those of was with a plan.
func checkMoved[X op.Value, A op.Sum](t *testing.T, n, was *Net[X, A], plan nn.Learning) {
	t.Helper()
	for i, l := range n.linear {
		share, named := plan.Of(l.name)
		moved := false
		now, then := l.Params(), was.linear[i].Params()
		assert.Equal(t, named, !slices.Equal(now.B, then.B), "biases of %s", l.name)
		for c := range now.WScale {
			lo, hi := c*l.fanIn, (c+1)*l.fanIn
			same := slices.Equal(l.w.forward()[lo:hi], was.linear[i].w.forward()[lo:hi])
			inPlan := share.Channels == nil || slices.ContainsFunc(share.Channels, func(s nn.Span) bool { return s.From <= c && c < s.To })
			if share.Part == nn.Weights && inPlan {
				moved = moved || !slices.Equal(now.W[lo:hi], then.W[lo:hi])
				continue // a channel behind a dead ReLU may stay
			}
			require.True(t, same, "channel %d of %s, plan %v", c, l.name, plan)
			require.Equal(t, then.WScale[c], now.WScale[c])
		}
		assert.Equal(t, share.Part == nn.Weights, moved, "weights of %s", l.name)
	}
}

func TestLearningRefuses(t *testing.T) {
	s := testNets()["dense"]
	for _, c := range []struct {
		plan nn.Learning
		want string
	}{
		{nn.Learning{{Layer: "x", Part: nn.Weights}}, "there are 1.dense, 2.dense"},
		{nn.Learning{{Layer: "1.dense", Part: nn.Weights, Channels: []nn.Span{{From: 3, To: 13}}}}, "channels 0-11, not 12"},
		{nn.Learning{}, "without a layer"},
	} {
		s.InputScale = 1
		s.Layers = slices.Clone(s.Layers)
		randomise(t, &s)
		_, err := NewQ7(s, Options{Learn: c.plan})
		assert.ErrorContains(t, err, c.want)
	}
	_, err := NewQ7(s, Options{FrozenUpTo: 1, Learn: nn.Learning{{Layer: "1.dense", Part: nn.Weights}}})
	assert.ErrorContains(t, err, "no layer is left")
}
