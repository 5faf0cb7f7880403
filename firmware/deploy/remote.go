package deploy

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// maxAnswer is the most that a command on a board may print.
const maxAnswer = 256 << 10

// shell runs a script on the board and returns what it printed.
func (r *remote) shell(script string) (string, error) {
	s, err := r.ssh.NewSession()
	if err != nil {
		return "", fmt.Errorf("deploy: connection: %w", err)
	}
	defer s.Close()
	var out, errs bounded
	s.Stdout, s.Stderr = &out, &errs
	if err := s.Run("sh -c " + quote(script)); err != nil {
		text := strings.TrimSpace(errs.String() + out.String())
		return out.String(), fmt.Errorf("%w: %.500s", err, text)
	}
	return out.String(), nil
}

// bounded keeps the first maxAnswer bytes.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if room := maxAnswer - b.Len(); room < len(p) {
		b.Buffer.Write(p[:max(room, 0)])
		return len(p), nil
	}
	return b.Buffer.Write(p)
}

// quote makes one word for the shell of any text.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func quoteAll(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = quote(w)
	}
	return strings.Join(quoted, " ")
}

// write puts a file on the board, flushed to its card.
func (r *remote) write(path string, data []byte, mode fs.FileMode) error {
	f, err := r.sftp.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY)
	if err != nil {
		return fmt.Errorf("deploy: upload %s: %w", path, err)
	}
	_, err = f.ReadFrom(bytes.NewReader(data))
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("deploy: upload %s: %w; is the card full or worn out?", path, err)
	}
	return nil
}

// room fails if the board has no space for so many bytes. A server that cannot tell
// is trusted to fail later.
func (r *remote) room(dir string, bytes int64) error {
	st, err := r.sftp.StatVFS(dir)
	if err != nil {
		return nil
	}
	if free := st.Frsize * st.Bavail; free < uint64(bytes) {
		return fmt.Errorf("deploy: %s has %d MB left and needs %d; remove something", dir, free/1e6, bytes/1e6+1)
	}
	return nil
}
