// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

contract Token is ERC20 {
    error Custom(uint256 code, string detail);

    constructor(string memory name, string memory symbol, uint256 supply) ERC20(name, symbol) {
        _mint(msg.sender, supply);
    }

    function refuse(uint256 kind) external pure returns (uint256) {
        if (kind == 0) revert("not today");
        if (kind == 1) revert Custom(7, "custom");
        if (kind == 2) return kind / (kind - kind);
        if (kind == 3) revert();
        return kind;
    }
}
