package deploy

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// hostKeys knows the keys of hosts.
type hostKeys struct {
	path      string // a file as ~/.ssh/known_hosts
	acceptNew bool   // write down a host that is not in it
	check     ssh.HostKeyCallback
}

// openHostKeys reads a known_hosts file; with acceptNew it need not exist.
func openHostKeys(path string, acceptNew bool) (*hostKeys, error) {
	h := &hostKeys{path: path, acceptNew: acceptNew}
	check, err := knownhosts.New(path)
	if errors.Is(err, os.ErrNotExist) {
		check, err = knownhosts.New()
	}
	if err != nil {
		return nil, fmt.Errorf("deploy: %s: %w", path, err)
	}
	h.check = check
	return h, nil
}

// verify is the callback for ssh: unknown hosts and changed keys are refused.
func (h *hostKeys) verify(host string, remote net.Addr, key ssh.PublicKey) error {
	err := h.check(host, remote, key)
	var unknown *knownhosts.KeyError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &unknown):
		return fmt.Errorf("deploy: %s: %w", host, err)
	case len(unknown.Want) > 0:
		return fmt.Errorf("deploy: the key of %s is %s, but %s:%d has another one: the board was set up anew, or somebody stands in between; if it was you, remove the line with ssh-keygen -R %s",
			host, ssh.FingerprintSHA256(key), unknown.Want[0].Filename, unknown.Want[0].Line, host)
	case h.acceptNew:
		return h.add(host, key)
	}
	return fmt.Errorf("deploy: %s is not in %s; its key is %s: compare it with ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the board and give --accept-new-host", host, h.path, ssh.FingerprintSHA256(key))
}

// add writes a host down. Boards of a fleet share the file: one write each, appended.
func (h *hostKeys) add(host string, key ssh.PublicKey) error {
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return fmt.Errorf("deploy: %w", err)
	}
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("deploy: %w", err)
	}
	_, err = f.WriteString(knownhosts.Line([]string{knownhosts.Normalize(host)}, key) + "\n")
	return errors.Join(err, f.Close())
}

// algorithms lists the kinds of keys that are known of a host: it must be asked for one
// of those, or a host with a new kind of key looks like an impostor. nil for a new host.
func (h *hostKeys) algorithms(host string) (names []string) {
	var known *knownhosts.KeyError
	if !errors.As(h.check(host, &net.TCPAddr{}, noKey{}), &known) {
		return nil
	}
	for _, k := range known.Want {
		if t := k.Key.Type(); t == ssh.KeyAlgoRSA {
			names = append(names, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256)
		} else {
			names = append(names, t)
		}
	}
	return names
}

// noKey is a key that no host has.
type noKey struct{}

func (noKey) Type() string                        { return "none" }
func (noKey) Marshal() []byte                     { return []byte("none") }
func (noKey) Verify([]byte, *ssh.Signature) error { return errors.New("no key") }
