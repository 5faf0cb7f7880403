package service

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/rehearsal"
	"edgetune/firmware/telemetry"
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// plan is what a configuration makes of its model file.
type plan struct {
	signed string // version that the signer calls the model; "": no key
	bundle *bundle.Bundle
	recipe rehearsal.Recipe
	live   firmware.Net
	kept   *bundle.Kept

	learner *rehearsal.Learner
	serving *serving
	layers  *layers
	moments *moments
	names   *classes
	never   string // why the net never learns a class more; "": it can
	room    int    // bytes that a class more takes for a while
}

// plan builds everything that the memory is for, at a start at now. It reads no sensor and
// no state.
func (c *Config) plan(now time.Time) (p *plan, err error) {
	file, signed, err := c.OpenModel()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	p = &plan{signed: signed, bundle: &file.Bundle}
	if p.recipe, err = c.recipe(file.DType()); err != nil {
		return nil, err
	}
	if p.live, p.kept, err = p.recipe.Live(file); err != nil {
		return nil, err
	}
	if p.learner, err = p.recipe.Assemble(p.live, p.kept, p.bundle, rehearsal.Silence(p.bundle)); err != nil {
		return nil, err
	}
	if err := c.planClasses(p); err != nil {
		return nil, err
	}
	if p.serving, err = newServing(p.recipe, p.bundle.Targets, p.live); err != nil {
		return nil, err
	}
	p.layers = newLayers(p.learner.Model, p.recipe.Build.Learn)
	p.moments = newMoments(now, c.Labels.Keep, p.live.Form().Input.Len())
	return p, nil
}

// recipe is how the configuration wants a net of a file of this type to learn.
func (c *Config) recipe(stored nn.DType) (r rehearsal.Recipe, err error) {
	set, err := kernel.ByName(c.Model.Kernels)
	if err != nil {
		return r, err
	}
	r = rehearsal.Recipe{
		Replay: int(c.Learn.Replay), Work: c.Learn.Work, Gate: c.Learn.Gate, Leash: float32(c.Learn.MaxMove), Rates: rehearsal.Rates(),
		Build: nn.Options{DType: bundle.TypeFor(stored, c.dtype()), Kernels: set, Seed: c.Learn.Seed, Budget: int(c.Learn.Memory)},
	}
	if r.Build.Learn, err = nn.ParseLearning(c.Learn.Layers); err != nil {
		err = fmt.Errorf("firmware/service: learn.layers: %w", err)
	}
	return r, err
}

// tell logs what will be run, and what of this service the net cannot do.
func (p *plan) tell(log *slog.Logger, file string) {
	if p.signed != "" {
		log.Info("model", "file", file, "signed", p.signed)
	}
	log.Info("plan", "task", p.bundle.Task, "precision", p.recipe.Build.DType, "memory", nn.Bytes(total(p.memory())))
	if p.never != "" {
		log.Info("no new classes", "why", p.never)
	}
}

// WritePlan builds what c makes of its model file, as a start would, and writes it as lines
// of comment: what the net is, the memory by name, and what it cannot do here.
func (c *Config) WritePlan(w io.Writer) error {
	p, err := c.plan(time.Now())
	if err != nil {
		return err
	}
	list := p.memory()
	var text strings.Builder
	fmt.Fprintf(&text, "# %s in %v, memory %s:\n", p.bundle.Task, p.recipe.Build.DType, nn.Bytes(total(list)))
	for _, m := range list {
		fmt.Fprintf(&text, "#   %9s  %s\n", nn.Bytes(m.Bytes), m.Name)
	}
	if p.never != "" {
		fmt.Fprintf(&text, "# no new classes: %s\n", p.never)
	}
	_, err = io.WriteString(w, text.String())
	return err
}

func total(list []telemetry.Memory) (n int) {
	for _, m := range list {
		n += m.Bytes
	}
	return n
}

// memory lists what the memory is used for.
func (p *plan) memory() []telemetry.Memory {
	return memoryOf(p.learner.Rehearser, p.serving, p.moments, p.layers, p.room)
}

func memoryOf(l *firmware.Rehearser, s *serving, m *moments, y *layers, room int) []telemetry.Memory {
	list := []telemetry.Memory{
		{Name: "net that learns", Bytes: l.Model.Size()},
		{Name: "net that serves", Bytes: l.Live.Size()},
		{Name: "net that answers", Bytes: s.model.Size()},
		{Name: "average of the weights", Bytes: l.Average.Size()},
		{Name: "windows of the source", Bytes: l.Source.Size()},
		{Name: "windows of the stream", Bytes: l.Stream.Size()},
	}
	if l.Gate != nil {
		list = append(list, telemetry.Memory{Name: "gate", Bytes: l.Gate.Size()})
	}
	if l.Leash != nil {
		list = append(list, telemetry.Memory{Name: "leash", Bytes: l.Leash.Size()})
	}
	list = append(list,
		telemetry.Memory{Name: "windows that wait for a label", Bytes: m.size(len(s.targets))},
		telemetry.Memory{Name: "movement of the layers", Bytes: y.size()},
	)
	if room > 0 {
		list = append(list, telemetry.Memory{Name: "kept free for new classes", Bytes: room})
	}
	return list
}
