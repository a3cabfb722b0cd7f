// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

library Shares {
    /// Rounded down.
    function part(uint256 whole, uint256 basisPoints) internal pure returns (uint256) {
        return (whole * basisPoints) / 10_000;
    }
}
