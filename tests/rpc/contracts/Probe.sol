// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// What the differential test drives: every kind of thing that a transaction can do, each by its own function.
contract Child {
    uint256 public tag;

    constructor(uint256 tag_) payable {
        if (tag_ == 13) revert("unlucky child");
        tag = tag_;
    }

    receive() external payable {}

    function end(address payable heir) external {
        selfdestruct(heir);
    }
}

contract Probe {
    error Custom(uint256 code, bytes detail);
    event Stored(uint256 indexed slot, uint256 value);
    event Created(address child);
    event Called(bool success, bytes answer);

    constructor() payable {}

    receive() external payable {}

    function store(uint256 slot, uint256 value) public payable {
        assembly { sstore(slot, value) }
        emit Stored(slot, value);
    }

    function storeMany(uint256 from, uint256 count, uint256 value) external {
        for (uint256 i = 0; i < count; ++i) assembly { sstore(add(from, i), value) }
    }

    function load(uint256 slot) external view returns (uint256 value) {
        assembly { value := sload(slot) }
    }

    function flip(uint256 slot, uint256 times) external {
        for (uint256 i = 0; i < times; ++i) assembly { sstore(slot, iszero(sload(slot))) }
    }

    function transient_(uint256 slot, uint256 value) external returns (uint256 back) {
        assembly {
            tstore(slot, value)
            back := tload(slot)
            sstore(slot, back)
        }
    }

    function logs(uint256 topics, bytes calldata data) external {
        bytes memory copy = data;
        assembly {
            let at := add(copy, 32)
            let size := mload(copy)
            switch topics
            case 0 { log0(at, size) }
            case 1 { log1(at, size, 1) }
            case 2 { log2(at, size, 1, 2) }
            case 3 { log3(at, size, 1, 2, 3) }
            default { log4(at, size, 1, 2, 3, caller()) }
        }
    }

    function fail(uint256 kind, uint256 number) external payable returns (uint256) {
        store(number, number);
        if (kind == 0) revert("a reason");
        if (kind == 1) revert Custom(number, "detail");
        if (kind == 2) revert();
        if (kind == 3) assert(number == type(uint256).max);
        if (kind == 4) return number / (number - number);
        if (kind == 5) return number - (number + 1);
        if (kind == 6) assembly { invalid() }
        if (kind == 7) for (;;) ++number;
        if (kind == 8) return new uint256[](number % 8)[number % 8 + 1];
        if (kind == 9) assembly { mstore(not(0), 1) }
        if (kind == 10) assembly { revert(0, 100000) }
        return number;
    }

    function create(uint256 tag, uint256 value) external payable {
        emit Created(address(new Child{value: value}(tag)));
    }

    function create2(uint256 tag, bytes32 salt, uint256 value) external payable {
        emit Created(address(new Child{salt: salt, value: value}(tag)));
    }

    function createAndEnd(uint256 tag, address payable heir) external payable {
        Child child = new Child{value: msg.value}(tag);
        child.end(heir);
        emit Created(address(child));
    }

    function createRaw(bytes calldata code, bool salted) external payable {
        bytes memory copy = code;
        address child;
        assembly {
            switch salted
            case 0 { child := create(callvalue(), add(copy, 32), mload(copy)) }
            default { child := create2(callvalue(), add(copy, 32), mload(copy), 7) }
        }
        emit Created(child);
    }

    function forward(address to, uint256 value, bytes calldata data, uint256 gasLimit) external payable {
        (bool success, bytes memory answer) = to.call{value: value, gas: gasLimit}(data);
        emit Called(success, answer);
    }

    function lookAt(address to, bytes calldata data) external returns (bool success) {
        bytes memory answer;
        (success, answer) = to.staticcall(data);
        emit Called(success, answer);
    }

    function borrow(address code, bytes calldata data) external payable {
        (bool success, bytes memory answer) = code.delegatecall(data);
        emit Called(success, answer);
    }

    function deep(uint256 levels) external returns (uint256 reached) {
        if (levels == 0) return 0;
        try this.deep(levels - 1) returns (uint256 below) { reached = below + 1; } catch { reached = 1; }
        assembly { sstore(levels, reached) }
    }

    function burn(uint256 rounds) external pure returns (bytes32 hash) {
        for (uint256 i = 0; i < rounds; ++i) hash = keccak256(abi.encode(hash, i));
    }

    function memory_(uint256 bytes_) external pure returns (uint256 size) {
        assembly {
            mstore8(bytes_, 1)
            mcopy(0, bytes_, 32)
            size := mload(0)
        }
    }

    function world(address other) external payable {
        emit Called(true, abi.encode(block.number, block.gaslimit, block.chainid, block.coinbase, block.basefee, tx.gasprice,
            tx.origin, msg.sender, msg.value, other.balance, other.codehash, other.code.length, address(this).balance));
    }

    function gasSeen() external {
        emit Called(true, abi.encode(gasleft()));
    }

    function end(address payable heir) external {
        selfdestruct(heir);
    }
}
