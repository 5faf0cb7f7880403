package service_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"edgetune/firmware/bundle"
	"edgetune/firmware/service"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// TestLimitsOfAFile: the limits that the model carries may come from a file, and a
// mistake in it is refused, at the start as at a reload.
func TestLimitsOfAFile(t *testing.T) {
	c := config(t)
	model, err := bundle.Open(c.Model.File)
	require.NoError(t, err)
	text, err := json.Marshal(model.Bundle.Trust)
	require.NoError(t, err)
	require.NoError(t, model.Close())
	c.Trust.Limits = filepath.Join(t.TempDir(), "limits.json")
	write := func(text string) { require.NoError(t, os.WriteFile(c.Trust.Limits, []byte(text), 0o600)) }
	wrong := `{"rail":3,` + string(text[1:])

	p := newTap(t, replay.TargetAdapt)
	o := service.Options{
		Config: c, Source: func(context.Context) (sensors.Source, error) { return p, nil },
		Reload: func() (service.Config, error) { return c, nil },
	}
	write(wrong)
	_, err = service.New(context.Background(), o)
	require.ErrorContains(t, err, "trust.limits")
	require.ErrorContains(t, err, `unknown field "rail"`)
	write(string(text) + "{}")
	_, err = service.New(context.Background(), o)
	require.ErrorContains(t, err, "more behind the object")

	write(string(text))
	r := start(t, o)
	write(wrong)
	r.reload <- os.Interrupt
	r.logged("configuration not changed")
	write(string(text))
	r.reload <- os.Interrupt
	r.logged("configuration read again")
	r.end()
}
