import socket

import pytest

from tools.processes import PORT_RANGE, PORTS, free_ports


def test_every_process_gets_a_port_of_its_own_that_no_outgoing_connection_can_take() -> None:
    ports = free_ports()
    assert set(ports) == set(PORTS)
    assert len(set(ports.values())) == len(PORTS)
    assert all(port in PORT_RANGE for port in ports.values())


def test_a_port_that_somebody_listens_on_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        offered = iter([taken, *(port for port in PORT_RANGE for _ in range(2))])
        monkeypatch.setattr("secrets.choice", lambda _ports: next(offered))
        ports = free_ports()
    assert taken not in ports.values()
    assert len(set(ports.values())) == len(PORTS)
