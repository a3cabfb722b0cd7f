// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

interface Cheats {
    function prank(address sender) external;
}

/// Needs what only the EVM of Foundry has.
contract CheatingTest {
    Cheats internal constant VM = Cheats(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    function testAsSomebodyElse() public {
        VM.prank(address(1));
    }
}
