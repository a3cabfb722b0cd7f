// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Points that a shop gives.
contract Points is ERC20 {
    constructor(address shop) ERC20("Points", "PTS") {
        _mint(shop, 1_000);
    }
}
