package telemetry

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// refuse counts and answers with the reason.
func (s *Server) refuse(w http.ResponseWriter, why string, code int, text, hint string) {
	s.set.GetOrCreateCounter(fmt.Sprintf("edgetune_http_refused_total{why=%q}", why)).Inc()
	answer(w, code, map[string]string{"error": text, "hint": hint})
}

func answer(w http.ResponseWriter, code int, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		code, b = http.StatusInternalServerError, []byte(`{"error":"the answer holds a number that JSON cannot write"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(append(b, '\n'))
}

func (s *Server) state(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, s.o.Service.State())
}

func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	h := s.o.Service.Health()
	status, code := "ok", http.StatusOK
	if len(h.Reasons) > 0 {
		status, code = "failing", http.StatusServiceUnavailable
	}
	answer(w, code, struct {
		Status string `json:"status"`
		Health
	}{status, h})
}

// read decodes a small JSON object into body; an empty one is that of no fields.
func read(r *http.Request, body any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(body); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if d.More() {
		return errors.New("more than one object")
	}
	return nil
}

// readInto answers a body that cannot be read.
func (s *Server) readInto(w http.ResponseWriter, r *http.Request, body any) bool {
	err := read(r, body)
	if err == nil {
		return true
	}
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		s.refuse(w, "size", http.StatusRequestEntityTooLarge, "the body is too long", fmt.Sprintf("send at most %d bytes", mostBody))
		return false
	}
	s.refuse(w, "body", http.StatusBadRequest, "the body cannot be read: "+err.Error(), "docs/service.md shows it")
	return false
}

// label takes what a window was.
func (s *Server) label(w http.ResponseWriter, r *http.Request) {
	var l Label
	if !s.readInto(w, r, &l) {
		return
	}
	durable, err := s.o.Service.Label(r.Context(), l)
	if err != nil {
		s.fail(w, err)
		return
	}
	code := http.StatusAccepted
	if durable {
		code = http.StatusOK
	}
	answer(w, code, map[string]any{"status": "accepted", "durable": durable})
}

func (s *Server) rollback(w http.ResponseWriter, r *http.Request) {
	var to struct {
		To uint64 `json:"to"`
	}
	if !s.readInto(w, r, &to) {
		return
	}
	g, err := s.o.Service.Rollback(r.Context(), to.To)
	if err != nil {
		s.fail(w, err)
		return
	}
	answer(w, http.StatusOK, map[string]uint64{"generation": g})
}

func (s *Server) pause(on bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.readInto(w, r, &struct{}{}) {
			return
		}
		s.o.Service.Pause(on)
		answer(w, http.StatusOK, map[string]bool{"paused": on})
	}
}

// codes of the reasons of a service.
var codes = []struct {
	err  error
	code int
}{
	{ErrUnknownWindow, http.StatusNotFound},
	{ErrTooOld, http.StatusGone},
	{ErrLabelled, http.StatusConflict},
	{ErrUnknownClass, http.StatusUnprocessableEntity},
	{ErrBadLabel, http.StatusBadRequest},
	{ErrBusy, http.StatusServiceUnavailable},
	{ErrNoGeneration, http.StatusNotFound},
	{ErrStopping, http.StatusServiceUnavailable},
}

// fail answers with the reason of the service.
func (s *Server) fail(w http.ResponseWriter, err error) {
	code, hint := http.StatusInternalServerError, ""
	for _, c := range codes {
		if errors.Is(err, c.err) {
			code = c.code
		}
	}
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		hint = h.Hint()
	}
	if code == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "10")
	}
	s.refuse(w, "service", code, err.Error(), hint)
}
