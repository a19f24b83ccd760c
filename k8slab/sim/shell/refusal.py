"""Why a container runtime cannot start a program, in its words.

Only of images that are known whole can be said that something is not in them. A shell's own words are no
programs there, and a script that a volume brings must be executable.

Source: https://github.com/opencontainers/runc, which finds programs as Go's os/exec does.
"""

from __future__ import annotations

import posixpath
from hashlib import sha256
from typing import TYPE_CHECKING

from k8slab.sim.shell.programs import ELSEWHERE, NAMES

if TYPE_CHECKING:
    from k8slab.sim.shell.machine import Machine

SHELL_WORDS_TEXT = (
    ". : break cd continue eval exec exit export local read return set shift source trap type umask "
    "unset wait"
)
SHELL_WORDS = frozenset(SHELL_WORDS_TEXT.split())
"""Known to shells only: there are no files of these names."""
USUAL_TEXT = (
    "acpid add-shell addgroup adduser adjtimex apachectl apt-cache apt-key ar arp arping ascii ash b2sum "
    "bashbug bc beep blkid blockdev brctl bunzip2 busybox bzcat cal chage chattr chcon chpasswd chpst "
    "chroot chrt chsh chvt cksum clear comm cpio crond cryptpw csplit cttyhack dc deallocvt debconf "
    "delgroup deluser depmod devmem dhcprelay dircolors dmesg dnsd dnsdomainname docker-entrypoint.sh "
    "dos2unix dpkg dpkg-query dumpleases ed egrep eject envdir envsubst envuidgid ether-wake expand "
    "expiry factor fakeidentd fallocate fdflush fdformat fdisk fgconsole fgrep findfs findmnt flock fold "
    "fsck fsfreeze fstrim fsync ftpd ftpget ftpput fuser getopt getty gpasswd groupadd groupdel groupmod "
    "groups hd hdparm hexdump hexedit hostid htpasswd hush hwclock i2cdetect i2cdump i2cget i2cset "
    "ifdown ifenslave ifplugd ifup inetd init inotifyd insmod install ionice iostat ipaddr ipcalc ipcrm "
    "ipcs iplink ipneigh iproute iprule iptunnel join kbd_mode killall killall5 klogd last ldconfig ldd "
    "link linux32 linux64 linuxrc loadfont loadkmap logger login logname logread losetup lpd lpq lpr "
    "lsattr lsblk lscpu lsmod lspci lsscsi lsusb lzcat lzma lzop makedevs makemime mawk mdev mesg "
    "microcom minips mkdosfs mke2fs mkfifo mkfs.ext2 mkfs.minix mkfs.vfat mknod mkpasswd mkswap modinfo "
    "modprobe mountpoint mpstat mt nameif nanddump nandwrite nbd-client newgrp nginx-debug nice nl "
    "nmeter nologin nsenter numfmt od openvt partprobe passwd paste patch pathchk pgrep pidof ping6 "
    "pipe_progress pivot_root pmap popmaildir poweroff powertop pr prlimit pscan pstree ptx pwdx "
    "raidautorun rarpd rdate rdev readahead readprofile reboot reformime remove-shell renice reset "
    "resize resume rev rmmod route rpm rpm2cpio rtcwake run-init run-parts runcon runlevel runsv "
    "runsvdir rx savelog script scriptreplay sendmail setarch setconsole setfattr setfont setkeycodes "
    "setlogcons setpriv setserial setsid setuidgid sha1sum sha224sum sha384sum sha3sum sha512sum showkey "
    "shred shuf slattach smemcap softlimit split ssl_client start-stop-daemon stdbuf stty sulogin sum sv "
    "svc svlogd svok swapoff swapon switch_root sysctl syslogd taskset tc tcpsvd telnet telnetd tftp "
    "tftpd time timedatectl tr traceroute6 truncate tsort tty ttysize tunctl tune2fs ubiattach ubidetach "
    "ubimkvol ubirename ubirmvol ubirsvol ubiupdatevol udhcpc udhcpc6 udhcpd udpsvd uevent uncompress "
    "unexpand uniq unix2dos unlink unlzma unshare unxz update-rc.d useradd userdel usermod users "
    "utmpdump uudecode uuencode vconfig vdir vlock vmstat volname w wall watchdog who whois xxd xz xzcat "
    "zcat zcip zgrep zless"
)
USUAL = frozenset(USUAL_TEXT.split())
"""Programs of the usual images that are not simulated: they are there, what they do nobody knows."""
CALL_FAILED = "rpc error: code = Unknown desc = "
PLACES = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")


def refusal(machine: Machine, command: list[str]) -> str:
    """Empty if the program can be started, or if nobody knows."""
    name = command[0]
    if "/" in name:
        return _of_path(machine, name)
    if not machine.is_complete or _is_there(machine, name):
        return ""
    return f'exec: "{name}": executable file not found in $PATH: unknown'


def _of_path(machine: Machine, name: str) -> str:
    path = posixpath.join(machine.workdir, name)
    entry = machine.files.find(path)
    if entry is not None and entry.kind == "file":
        return "" if entry.mode & 0o111 else f'exec: "{name}": permission denied: unknown'
    if entry is not None and entry.is_directory:
        return f'exec: "{name}": is a directory: unknown'
    base, place = posixpath.basename(path), posixpath.dirname(path)
    if not machine.is_complete or base in machine.programs or (place in PLACES and _is_there(machine, base)):
        return ""
    return f'exec: "{name}": stat {name}: no such file or directory: unknown'


def _is_there(machine: Machine, name: str) -> bool:
    if name in machine.absent or name in SHELL_WORDS:
        return False
    return name in NAMES or name in machine.programs or name in ELSEWHERE or name in USUAL


def exec_failed(identity: str, command: list[str], why: str) -> str:
    """How containerd tells that a command could not be started in the container of that ID."""
    process = sha256("\0".join((identity, *command)).encode()).hexdigest()
    return (
        f'failed to exec in container: failed to start exec "{process}": OCI runtime exec failed: '
        f"exec failed: unable to start container process: {why}"
    )
