package trial

import (
	"context"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// keep chooses source windows for the model file, nil for none.
func (t *training) keep(ctx context.Context, m *nn.Model) (*bundle.Kept, error) {
	k := &bundle.Kept{Width: m.Spec.Input.Len(), Values: len(t.bundle.Targets)}
	room := k.Room(t.Keep)
	if room < 1 {
		return nil, nil
	}
	rows := t.folder.Rows(replay.SourceTrain)
	chosen := bundle.Choose(len(rows), room, t.Seed, func(i int) int { return t.folder.Label(int(rows[i])).Class })
	picked := make([]int32, len(chosen))
	for i, c := range chosen {
		picked[i] = rows[c]
	}
	feed, err := firmware.NewFeeder(t.folder.Replay(picked), t.bundle, m)
	if err != nil {
		return nil, err
	}
	for range picked {
		w, err := feed.Next(ctx, 0)
		if err != nil {
			return nil, err
		}
		k.Add(feed.Row(), w.Label.Class, feed.Targets(w))
	}
	return k, nil
}
