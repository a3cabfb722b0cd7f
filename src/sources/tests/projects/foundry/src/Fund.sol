// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Shares} from "@shares/Shares.sol";

/// @notice A fund of which accounts own parts.
contract Fund {
    mapping(address account => uint256) public balanceOf;
    address public immutable keeper;

    constructor(address keeper_) {
        keeper = keeper_;
        balanceOf[keeper_] = 1_000;
    }

    /// @notice Passes a part of what the caller owns on.
    /// @param basisPoints of 10,000
    function passOn(address to, uint256 basisPoints) external {
        uint256 amount = Shares.part(balanceOf[msg.sender], basisPoints);
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }
}
