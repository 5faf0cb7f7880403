package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// steady is how often in a row, 0.1 s apart, a service must answer: one that dies right
// after its start answers once.
const steady = 4

// healthy waits until the service on the board says that it is well and of this
// version; "" is any. It asks through the SSH connection, so the service may listen on
// the board's loopback alone.
func (r *remote) healthy(ctx context.Context, addr, version string, limit time.Duration) error {
	return r.wait(ctx, addr, version, limit, steady)
}

// wait waits for so many good answers in a row.
func (r *remote) wait(ctx context.Context, addr, version string, limit time.Duration, times int) error {
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return r.ssh.DialContext(ctx, "tcp", addr)
	}
	t := &http.Transport{DialContext: dial, DisableKeepAlives: true}
	defer t.CloseIdleConnections()
	client := &http.Client{Transport: t, Timeout: 2 * time.Second}
	why := errors.New("it does not answer often enough")
	for good := 0; ; {
		err := ask(within, client, addr, version)
		if good++; err != nil {
			good = 0
		}
		if good == times {
			return nil
		}
		if err != nil && within.Err() == nil {
			why = err
		}
		if pause(within, 100*time.Millisecond) != nil {
			return errors.Join(ctx.Err(), fmt.Errorf("deploy: not healthy after %v: %w", limit, why))
		}
	}
}

// ask asks once.
func ask(ctx context.Context, c *http.Client, addr, version string) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/healthz", nil)
	if err != nil {
		return err
	}
	a, err := c.Do(q)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	var said struct{ Status, Version string }
	body, err := io.ReadAll(io.LimitReader(a.Body, 64<<10))
	if err != nil {
		return err
	}
	if a.StatusCode != http.StatusOK {
		return fmt.Errorf("it answers %s: %.200s", a.Status, body)
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return fmt.Errorf("its answer is no JSON: %w", err)
	}
	if version != "" && said.Version != version {
		return fmt.Errorf("version %.80q answers, not %s", said.Version, version)
	}
	return nil
}
