package telemetry

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"edgetune/firmware/telemetry/page"
)

// guard refuses what no honest reader sends, and sets the headers of every answer.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", page.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !s.knows(r.Host):
			s.refuse(w, "host", http.StatusMisdirectedRequest, "this is not the name of this service", "ask by its IP address, or list the name under http.hosts")
		case foreign(r):
			s.refuse(w, "origin", http.StatusForbidden, "a page of another site may not ask", "open the page of the service itself")
		case r.Method == http.MethodPost && !isJSON(r):
			s.refuse(w, "type", http.StatusUnsupportedMediaType, "the body must be JSON", "send Content-Type: application/json")
		default:
			r.Body = http.MaxBytesReader(w, r.Body, mostBody)
			next.ServeHTTP(w, r)
		}
	})
}

// knows reports whether a Host header names this service. A foreign name that leads
// here is how a page elsewhere would get around the browser's rules; an address is no
// name.
func (s *Server) knows(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || net.ParseIP(strings.Trim(host, "[]")) != nil || slices.Contains(s.o.Hosts, host) {
		return true
	}
	own, err := os.Hostname()
	own = strings.ToLower(own)
	return err == nil && own != "" && (host == own || host == own+".local")
}

// foreign reports whether a page of another site asks. Only a click that leads to a
// page may come from there.
func foreign(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	if site != "" && site != "same-origin" && site != "none" {
		click := r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && !strings.HasPrefix(r.URL.Path, "/api/")
		if !click {
			return true
		}
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || u.Host == "" || !strings.EqualFold(u.Host, r.Host)
}

func isJSON(r *http.Request) bool {
	t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && t == "application/json"
}

const cookieName = "edgetune"

// cookieOf is what a browser keeps in the place of the token.
func cookieOf(token string) string {
	sum := sha256.Sum256([]byte("edgetune cookie " + token))
	return hex.EncodeToString(sum[:])
}

// same compares two secrets in a time that tells nothing about them.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

func (s *Server) needToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.allowed(r) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			s.refuse(w, "token", http.StatusUnauthorized, "a token is needed", "open /login?token=… once, or send Authorization: Bearer …; the token is in the file that http.token_file names")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) allowed(r *http.Request) bool {
	token := s.o.Token()
	if token == "" {
		return true
	}
	if given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return same(given, token)
	}
	c, err := r.Cookie(cookieName)
	return err == nil && same(c.Value, cookieOf(token))
}

// login gives a browser its cookie and shows the page.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	token := s.o.Token()
	if token != "" && !same(r.URL.Query().Get("token"), token) {
		s.refuse(w, "token", http.StatusUnauthorized, "this is not the token", "it is in the file that http.token_file names")
		return
	}
	if token != "" {
		http.SetCookie(w, &http.Cookie{
			Name: cookieName, Value: cookieOf(token), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: 90 * 24 * 3600,
		})
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
