package integer

import (
	"fmt"

	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// Shares returns all that could learn, layer by layer, as lists of channels.
func (n *Net[X, A]) Shares() nn.Learning {
	var all nn.Learning
	for _, l := range n.linear {
		all = append(all, nn.Share{Layer: l.name, Part: nn.Weights, Channels: []nn.Span{{From: 0, To: l.conv.Out.C}}})
	}
	return all
}

// choose finds what of each linear layer learns.
func (n *Net[X, A]) choose() error {
	var names []string
	some := false
	for i, l := range n.linear {
		names = append(names, l.name)
		share := nn.Share{Part: nn.Weights}
		if n.options.Learn != nil {
			share, _ = n.options.Learn.Of(l.name)
		}
		if i < n.options.FrozenUpTo {
			share.Part = nn.Nothing
		}
		if err := l.learn(share, n.options.Panel, n.options.Infer); err != nil {
			return err
		}
		some = some || l.part > nn.Nothing
	}
	if err := n.options.Learn.Check(names); err != nil || some || n.options.Infer {
		return err
	}
	return fmt.Errorf("integer: no layer is left to train; freeze fewer layers, or name one to learn")
}

// learn sets what learns, and how many output channels of the gradient are in memory
// at a time; 0: all of them. With whole, weights that do not learn keep all their bits
// too.
func (l *Linear[X, A]) learn(s nn.Share, panel int, whole bool) error {
	l.part, l.channels, l.learning = s.Part, nil, 0
	if s.Part == nn.Weights {
		l.channels = []op.Span{{From: 0, To: l.conv.Out.C}}
	}
	if s.Channels != nil {
		l.channels = nil
	}
	for _, c := range s.Channels {
		if c.To > l.conv.Out.C {
			return fmt.Errorf("integer: learn: layer %s has channels 0-%d, not %d", l.name, l.conv.Out.C-1, c.To-1)
		}
		l.channels = append(l.channels, op.Span{From: c.From, To: c.To})
	}
	for _, c := range l.channels {
		l.learning += c.Len()
	}
	l.precise = l.channels
	if whole {
		l.precise = []op.Span{{From: 0, To: l.conv.Out.C}}
	}
	l.panel = l.learning
	if panel > 0 {
		l.panel = min(panel, l.learning)
	}
	return nil
}

// twice reports whether the gradient is computed again for the update.
func (l *Linear[X, A]) twice() bool { return l.panel < l.learning }
