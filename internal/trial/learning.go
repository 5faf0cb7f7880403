package trial

import (
	"cmp"
	"fmt"
	"slices"

	"edgetune/nn"
)

// Sparse is a plan of what learns within a budget that holds no more.
type Sparse struct {
	Learn  nn.Learning
	Layers []LayerPlan // all that have parameters
	Bytes  int         // of the block, as it was laid out
	Probed int         // windows that the gains were measured on; 0: the last layers go first
}

// LayerPlan is what a plan makes of one layer.
type LayerPlan struct {
	Layer string  `json:"layer"`
	Learn string  `json:"learn"` // all, bias, a list of channels, or frozen
	Gain  float64 `json:"gain"`  // of it alone: decrease of the loss on windows kept aside
	Bytes int     `json:"bytes"` // of the block where it alone learned
}

// option is one way for a layer to learn.
type option struct {
	share nn.Share
	gain  float64
}

// layout lays out the net that learns what a plan says within a budget, 0 for none.
type layout func(l nn.Learning, budget int) (nn.Net, error)

// chooser looks for the plan with the largest sum of gains that fits a budget: what each
// layer gains alone is added, as in the contribution analysis of Lin et al., arXiv
// 2206.15472, section 3.2; there offline and in accuracy, here on the device's data and
// in loss.
type chooser struct {
	layout layout
	budget int
	layers [][]option // of each layer, the largest part first
}

// choose returns the best plan and the net that it was proved with. For each layer as
// the lowest one, since what lies below costs nothing, layers are taken in by their
// gain, each as large as fits.
func (c *chooser) choose() (best nn.Learning, net nn.Net, err error) {
	most, smallest := 0.0, error(nil)
	for lowest := range c.layers {
		plan, gain, fitted := c.fill(lowest)
		if fitted != nil && (best == nil || gain > most || gain == most && fitted.Size() < net.Size()) {
			best, net, most = plan, fitted, gain
		}
	}
	if best == nil {
		smallest = c.smallest()
	}
	return best, net, smallest
}

// fill adds layers from lowest up, in the order of their gains, as long as they fit.
func (c *chooser) fill(lowest int) (plan nn.Learning, gain float64, net nn.Net) {
	order := make([]int, 0, len(c.layers))
	for i := lowest; i < len(c.layers); i++ {
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(c.layers[b][0].gain, c.layers[a][0].gain) })
	for _, i := range order {
		for _, o := range c.layers[i] {
			if o.gain <= 0 && plan != nil {
				continue
			}
			wider := append(slices.Clone(plan), o.share)
			n, err := c.layout(wider, c.budget)
			if err == nil {
				plan, net, gain = wider, n, gain+o.gain
				break
			}
		}
	}
	return c.inOrder(plan), gain, net
}

// inOrder sorts a plan as the layers of the net.
func (c *chooser) inOrder(l nn.Learning) nn.Learning {
	slices.SortFunc(l, func(a, b nn.Share) int { return cmp.Compare(c.at(a.Layer), c.at(b.Layer)) })
	return l
}

func (c *chooser) at(layer string) int {
	return slices.IndexFunc(c.layers, func(o []option) bool { return o[0].share.Layer == layer })
}

// smallest is the error of a budget that holds no plan: it names one that would fit.
func (c *chooser) smallest() error {
	var plan nn.Learning
	least := 0
	for _, options := range c.layers {
		one := nn.Learning{options[len(options)-1].share}
		n, err := c.layout(one, 0)
		if err == nil && (plan == nil || n.Size() < least) {
			plan, least = one, n.Size()
		}
	}
	return hint(fmt.Errorf("trial: %w: needs %s, budget is %s (the smallest plan of what learns: %s, in %d bytes)", nn.ErrBudget, nn.Bytes(least), nn.Bytes(c.budget), plan, least),
		"give it that, or a lower --batch; integers take least")
}

// sparse describes a plan.
func (c *chooser) sparse(plan nn.Learning, net nn.Net) *Sparse {
	s := &Sparse{Learn: plan, Bytes: net.Size()}
	for _, options := range c.layers {
		shown, what := options[0], "frozen"
		if share, ok := plan.Of(options[0].share.Layer); ok {
			i := slices.IndexFunc(options, func(o option) bool { return o.share.String() == share.String() })
			shown, what = options[i], share.String()[len(share.Layer)+1:]
		}
		one := LayerPlan{Layer: shown.share.Layer, Learn: what, Gain: shown.gain}
		if n, err := c.layout(nn.Learning{shown.share}, 0); err == nil {
			one.Bytes = n.Size()
		}
		s.Layers = append(s.Layers, one)
	}
	return s
}
