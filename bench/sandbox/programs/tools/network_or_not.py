# Addresses are computed without a network; a connection to nowhere is an OSError.
import ipaddress
import socket

assert ipaddress.ip_address("10.0.0.1").is_private and ipaddress.ip_address("::1").is_loopback
network = ipaddress.ip_network("192.168.0.0/22")
assert network.num_addresses == 1024 and ipaddress.ip_address("192.168.3.255") in network
assert [str(one) for one in network.subnets(new_prefix=24)][-1] == "192.168.3.0/24"
assert str(ipaddress.ip_interface("10.1.2.3/8").network) == "10.0.0.0/8" and network.supernet().prefixlen == 21
assert ipaddress.ip_address("2001:db8::1").exploded.endswith("0001") and list(ipaddress.collapse_addresses(
    [ipaddress.ip_network("10.0.0.0/25"), ipaddress.ip_network("10.0.0.128/25")])) == [ipaddress.ip_network("10.0.0.0/24")]
for wrong in ("256.1.1.1", "1.2.3", "::g"):
    try:
        ipaddress.ip_address(wrong)
    except ValueError as error:
        print(type(error).__name__, end=" ")
assert socket.inet_aton("127.0.0.1") == b"\x7f\0\0\x01" and socket.htons(1) == 256
try:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
        connection.settimeout(0.2)
        connection.connect(("127.0.0.1", 1))
    print("connected")
except OSError:
    print("not connected", network)
