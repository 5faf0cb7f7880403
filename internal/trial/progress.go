package trial

import (
	"context"
	"errors"
	"io"

	"edgetune/firmware"
)

// Progress is where a long piece of work stands.
type Progress struct {
	Work  string // "learning" or "fine-tuning"
	Done  int    // steps
	Steps int    // in all
	Loss  float32
}

// Watch is told about progress, often; nil hears nothing.
type Watch func(Progress)

// learner is what takes steps; one call may take several.
type learner interface {
	Step(ctx context.Context) (firmware.Report, error)
}

// mostLogged is for how many reports there is room from the beginning; more grow it.
const mostLogged = 8192

// follow lets l take at most steps steps, fewer when its source ends, and returns
// the report of each call.
func follow(ctx context.Context, l learner, work string, steps int, w Watch) ([]firmware.Report, error) {
	log := make([]firmware.Report, 0, min(steps, mostLogged))
	for done := 0; done < steps; {
		r, err := l.Step(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return log, err
		}
		log, done = append(log, r), r.Step
		if w != nil {
			w(Progress{work, r.Step, steps, r.Loss})
		}
	}
	return log, nil
}

// tenth is a tenth of the steps, at least one if there is one.
func tenth(log []firmware.Report) int { return min(max(len(log)/10, 1), len(log)) }

// meanLoss is the mean over steps, 0 over none.
func meanLoss(log []firmware.Report) float32 {
	var sum float32
	for _, r := range log {
		sum += r.Loss
	}
	return sum / float32(max(len(log), 1))
}
