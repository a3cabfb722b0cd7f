// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// What hostile clients ask for: large answers, many logs, endless work.
contract Burden {
    event Entry(uint256 indexed number, bytes data);

    function large(uint256 bytes_) external pure {
        assembly { return(0, bytes_) }
    }

    function fill(uint256 entries, uint256 bytes_) external {
        for (uint256 i = 0; i < entries; ++i) emit Entry(i, new bytes(bytes_));
    }

    function burn() external pure {
        for (uint256 i = 0;; ++i) {}
    }
}
