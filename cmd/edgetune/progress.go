package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"edgetune/internal/trial"
)

// Long work that is no terminal's gets a line this often.
const lineEvery = 5 * time.Second

// watch shows progress: a bar on a terminal, now and then a line elsewhere.
func (e *env) watch() trial.Watch {
	if e.terminal {
		return e.bars()
	}
	last := time.Now()
	return func(p trial.Progress) {
		if now := time.Now(); now.Sub(last) >= lineEvery {
			last = now
			loss := ""
			if p.Loss > 0 {
				loss = fmt.Sprintf(", loss %.4f", p.Loss)
			}
			fmt.Fprintf(e.err, "%s: step %d of %d%s\n", p.Work, p.Done, p.Steps, loss)
		}
	}
}

func (e *env) bars() trial.Watch {
	var bar *progressbar.ProgressBar
	var work string
	return func(p trial.Progress) {
		if bar == nil || work != p.Work {
			work = p.Work
			bar = progressbar.NewOptions(p.Steps,
				progressbar.OptionSetWriter(e.err), progressbar.OptionSetDescription(p.Work), progressbar.OptionShowCount(),
				progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
		}
		bar.Set(p.Done)
	}
}
